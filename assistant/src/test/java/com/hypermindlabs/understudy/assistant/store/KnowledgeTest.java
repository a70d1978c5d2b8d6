package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("com.hypermindlabs.understudy.assistant.TestedServer#all")
class KnowledgeTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final Set<String> NO_ROLES = Set.of();

  @Parameter TestedServer server;
  private TestDatabase database;
  private Knowledge knowledge;

  @BeforeEach
  void open() {
    database = server.migrated();
    knowledge = new Knowledge(database.dataSource());
    knowledge.openDomain("general");
  }

  private static NewDocument.Passage passage(String body, @Nullable Embedding embedding) {
    return new NewDocument.Passage(null, body, embedding);
  }

  private static NewDocument document(String source, String... bodies) {
    return new NewDocument(
        "general",
        source,
        "About " + source,
        DIGEST,
        List.of(bodies).stream().map(body -> passage(body, null)).toList());
  }

  private List<String> found(String question, Set<String> roles) {
    return knowledge.search(KnowledgeQuery.words(question, roles, 10)).stream()
        .map(FoundPassage::body)
        .toList();
  }

  @Test
  void ensuringADomainLeavesOneThatIsRestrictedAlone() {
    knowledge.restrictDomain("internal", Set.of("staff"));
    knowledge.ensureDomain("internal");
    knowledge.ensureDomain("new");
    assertThat(Rows.of(database, "SELECT name FROM knowledge_domain WHERE everyone ORDER BY name"))
        .containsExactly("general", "new");
  }

  @Test
  void onlyAnEmptyDomainCanBeDeleted() {
    knowledge.put(document("a.txt", "one"));
    assertThatThrownBy(() -> knowledge.deleteDomain("general"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.sqlState()).startsWith("23"));
    knowledge.delete("a.txt");
    assertThat(knowledge.deleteDomain("general")).isTrue();
    assertThat(knowledge.deleteDomain("general")).isFalse();
  }

  @Test
  void aPassageIsFoundByItsWordsAndCanBeCited() {
    UUID id =
        knowledge.put(
            new NewDocument(
                "general",
                "file:/büch'er/engine.pdf",
                "The \"Engine\"",
                DIGEST,
                List.of(
                    passage("It weaves algebraic patterns.", null),
                    new NewDocument.Passage("page 3", "The engine has no pretensions.", null))));

    FoundPassage found = knowledge.search(KnowledgeQuery.words("ENGINE?", NO_ROLES, 5)).get(0);

    assertThat(found.source()).isEqualTo("file:/büch'er/engine.pdf");
    assertThat(found.title()).isEqualTo("The \"Engine\"");
    assertThat(found.domain()).isEqualTo("general");
    assertThat(found.position()).isEqualTo(1);
    assertThat(found.place()).isEqualTo("page 3");
    assertThat(found.body()).isEqualTo("The engine has no pretensions.");
    Document document = knowledge.find("file:/büch'er/engine.pdf").orElseThrow();
    assertThat(document.id()).isEqualTo(id);
    assertThat(document.passages()).isEqualTo(2);
    assertThat(knowledge.list(null, 10)).containsExactly(document);
  }

  @Test
  void passagesWithAllWordsComeBeforeThoseWithAny() {
    knowledge.put(document("s", "museum museum museum", "the museum opens at nine", "nothing"));

    assertThat(found("when opens the museum", NO_ROLES))
        .containsExactly("the museum opens at nine", "museum museum museum");
    assertThat(found("opens museum", NO_ROLES).get(0)).isEqualTo("the museum opens at nine");
    assertThat(found("' & | ! :* \\", NO_ROLES)).isEmpty();
  }

  @Test
  void aSourcePutAgainLeavesNothingOfWhatItWas() {
    UUID first = knowledge.put(document("s", "old one", "old two", "old three"));
    UUID again = knowledge.put(document("s", "new one"));

    assertThat(again).isEqualTo(first);
    assertThat(found("old", NO_ROLES)).isEmpty();
    assertThat(found("new", NO_ROLES)).containsExactly("new one");
    assertThat(Rows.of(database, "SELECT body FROM knowledge_passage")).containsExactly("new one");
    assertThat(knowledge.delete("s")).isTrue();
    assertThat(knowledge.delete("s")).isFalse();
    assertThat(Rows.of(database, "SELECT body FROM knowledge_passage")).isEmpty();
  }

  @Test
  void aPutThatFailsHalfwayLeavesWhatWas() {
    knowledge.put(document("s", "old one"));
    Rows.run(
        TestedServer.asOwner(database),
        "ALTER TABLE knowledge_passage ADD CONSTRAINT short CHECK (position < 250)");
    String[] many = IntStream.range(0, 300).mapToObj(each -> "new " + each).toArray(String[]::new);

    assertThatThrownBy(() -> knowledge.put(document("s", many)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.sqlState()).isEqualTo("23514"))
        .hasMessageContaining("violates check constraint \"short\"")
        .hasMessageNotContaining("new 2");

    assertThat(found("old", NO_ROLES)).containsExactly("old one");
    assertThat(found("new", NO_ROLES)).isEmpty();
  }

  @Test
  void ofManyWhoPutOneSourceAtOnceOneStaysWhole() throws Exception {
    List<UUID> keys =
        Together.of(8)
            .call(
                each ->
                    knowledge.put(
                        document("s", "part a of " + each, "part b of " + each, "c of " + each)));

    assertThat(Set.copyOf(keys)).hasSize(1);
    List<String> owners =
        Rows.of(database, "SELECT substring(body FROM '[0-9]+$') FROM knowledge_passage");
    assertThat(owners).hasSize(3);
    assertThat(Set.copyOf(owners)).hasSize(1);
  }

  @Test
  void whatOnesRolesMayNotReadIsNotFound() {
    knowledge.restrictDomain("secret", Set.of("owner", "admin"));
    knowledge.restrictDomain("sealed", Set.of());
    Embedding same = new Embedding("m", new float[] {1, 2});
    for (String domain : List.of("general", "secret", "sealed")) {
      knowledge.put(
          new NewDocument(
              domain, domain, "t", DIGEST, List.of(passage("treasure in " + domain, same))));
    }

    assertThat(found("treasure", NO_ROLES)).containsExactly("treasure in general");
    assertThat(found("treasure", Set.of("reader"))).containsExactly("treasure in general");
    assertThat(found("treasure", Set.of("admin")))
        .containsExactlyInAnyOrder("treasure in general", "treasure in secret");
    assertThat(knowledge.search(new KnowledgeQuery("", same, Set.of("admin"), Set.of("secret"), 9)))
        .extracting(FoundPassage::domain)
        .containsExactly("secret");
    assertThat(knowledge.search(new KnowledgeQuery("", same, NO_ROLES, Set.of("sealed"), 9)))
        .isEmpty();
    knowledge.restrictDomain("secret", Set.of("owner"));
    assertThat(found("treasure", Set.of("admin"))).containsExactly("treasure in general");
    knowledge.openDomain("sealed");
    assertThat(found("treasure", NO_ROLES)).hasSize(2);
  }

  @Test
  void anUnknownDomainIsNamed() {
    NewDocument document = new NewDocument("nowhere", "s", "t", DIGEST, List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> knowledge.put(document))
        .withMessageContaining("there is no domain nowhere");
    assertThat(knowledge.find("s")).isEmpty();
  }

  @Test
  void hostileTextIsKeptAsItIs() {
    String hostile = "'); DROP TABLE member; -- \\ \u202eמרחבא 👩‍👩‍👧‍👦 :x ?";
    String giant = "wörd ".repeat(20_000);
    knowledge.put(document("s", hostile, giant));

    assertThat(found("member מרחבא", NO_ROLES)).containsExactly(hostile);
    assertThat(found("word", NO_ROLES)).containsExactly(giant);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> document("s", "a\0b"))
        .withMessageContaining("NUL character at 1");
    assertThatIllegalArgumentException().isThrownBy(() -> document("x".repeat(2001), "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> document("é".repeat(1001), "a"));
  }

  @Test
  void theServerItselfRefusesEmbeddingsThatMakeNoSense() {
    UUID id = knowledge.put(document("s", "body"));
    for (String values :
        List.of(
            "'m', '{1}', NULL",
            "'m', '{1,2}', '1'",
            "'m', '{{1,2},{3,4}}', '1111'",
            "'m', '{1,NULL}', '11'",
            "'m', '{1,NaN}', '11'",
            "'m', '{}', ''")) {
      assertThatThrownBy(
              () ->
                  Rows.run(
                      database,
                      "UPDATE knowledge_passage SET (embedding_model, embedding, code) = ("
                          + values.replaceFirst("('\\{.*}')", "$1::real[]")
                          + "::varbit) WHERE document_id = '"
                          + id
                          + "'"))
          .rootCause()
          .hasMessageContaining("violates check constraint");
    }
  }
}
