package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Search by meaning, on a server with pgvector and on one without: the same answers. */
@ParameterizedClass
@MethodSource("com.hypermindlabs.understudy.assistant.TestedServer#all")
class MeaningTest {
  private static final String DIGEST = "0".repeat(64);
  private static final int DIMENSION = 384;
  private static final int PASSAGES = 2_000;
  private static final int TOPICS = 100;

  private static final Random RANDOM = new Random(4747);
  private static final List<Embedding> MEANINGS = new ArrayList<>();
  private static TestDatabase database;
  private static Knowledge knowledge;

  @Parameter TestedServer server;

  @BeforeParameterizedClassInvocation
  static void fill(TestedServer server) {
    MEANINGS.clear();
    database = server.migrated();
    knowledge = new Knowledge(database.dataSource());
    knowledge.openDomain("general");
    float[][] topics = new float[TOPICS][];
    for (int topic = 0; topic < TOPICS; topic++) {
      topics[topic] = near(new float[DIMENSION], 1);
    }
    List<NewDocument.Passage> passages = new ArrayList<>();
    for (int each = 0; each < PASSAGES; each++) {
      Embedding meaning = new Embedding("model", near(topics[each % TOPICS], 1));
      MEANINGS.add(meaning);
      passages.add(new NewDocument.Passage(null, "passage number " + each, meaning));
    }
    knowledge.put(new NewDocument("general", "many", "t", DIGEST, passages));
    // Other models' passages stand beside them, of another dimension and of the same.
    put("other dimension", new Embedding("small", new float[] {1, 2, 3}));
    put("other model", new Embedding("other", MEANINGS.get(0).numbers()));
    put("no meaning", null);
    Rows.run(TestedServer.asOwner(database), "ANALYZE");
  }

  private static void put(String source, Embedding meaning) {
    knowledge.put(
        new NewDocument(
            "general",
            source,
            "t",
            DIGEST,
            List.of(new NewDocument.Passage(null, source, meaning))));
  }

  private static float[] near(float[] centre, double distance) {
    float[] point = new float[DIMENSION];
    for (int at = 0; at < DIMENSION; at++) {
      point[at] = centre[at] + (float) (distance * RANDOM.nextGaussian());
    }
    return point;
  }

  private static List<Integer> exact(Embedding question, int limit) {
    List<Integer> all = new ArrayList<>();
    for (int each = 0; each < PASSAGES; each++) {
      all.add(each);
    }
    all.sort(Comparator.comparingDouble(each -> -likeness(question, MEANINGS.get(each))));
    return all.subList(0, limit);
  }

  private static double likeness(Embedding one, Embedding other) {
    float[] ours = one.numbers();
    float[] theirs = other.numbers();
    double sum = 0;
    for (int at = 0; at < ours.length; at++) {
      sum += (double) ours[at] * theirs[at];
    }
    return sum;
  }

  @Test
  @Tag("thorough")
  void nearlyAllOfTheNearestPassagesAreFoundAndInTheirOrder() {
    int hits = 0;
    for (int question = 0; question < 30; question++) {
      Embedding asked = new Embedding("model", near(MEANINGS.get(question * 7).numbers(), 0.05));
      List<Integer> nearest = exact(asked, 10);
      List<Integer> found =
          knowledge.search(new KnowledgeQuery("", asked, Set.of(), Set.of(), 10)).stream()
              .map(FoundPassage::position)
              .toList();
      assertThat(found).hasSize(10).doesNotHaveDuplicates();
      assertThat(found)
          .isSortedAccordingTo(
              Comparator.comparingDouble(each -> -likeness(asked, MEANINGS.get(each))));
      Set<Integer> both = new HashSet<>(found);
      both.retainAll(nearest);
      hits += both.size();
    }
    assertThat(hits / 300.0).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void embeddingsOfAnotherModelOrDimensionAreNotCompared() {
    Embedding small = new Embedding("small", new float[] {3, 2, 1});
    Embedding unknown = new Embedding("unknown", MEANINGS.get(0).numbers());

    assertThat(knowledge.search(new KnowledgeQuery("", small, Set.of(), Set.of(), 9)))
        .extracting(FoundPassage::body)
        .containsExactly("other dimension");
    assertThat(knowledge.search(new KnowledgeQuery("", unknown, Set.of(), Set.of(), 9))).isEmpty();
    assertThat(
            knowledge.search(
                new KnowledgeQuery(
                    "", new Embedding("model", new float[] {1}), Set.of(), Set.of(), 9)))
        .isEmpty();
  }

  @Test
  void wordsAndMeaningTogetherComeFirst() {
    // Passage 5 is near by meaning; its number is named in the question as well.
    List<FoundPassage> found =
        knowledge.search(new KnowledgeQuery("number 5", MEANINGS.get(5), Set.of(), Set.of(), 10));

    assertThat(found.get(0).position()).isEqualTo(5);
    assertThat(found.get(0).score()).isGreaterThan(found.get(1).score());
  }

  @Test
  void theServerTellsHowCommonAWordIs() {
    KnowledgeQuery query = KnowledgeQuery.words("", Set.of(), 10);

    Map<String, Double> frequencies =
        new Database(database.dataSource())
            .run(
                "ask for frequencies",
                handle ->
                    new PassageSearch(handle, query, 10).frequencies(List.of("passage", "zebra")));

    assertThat(frequencies.get("passage")).isCloseTo(PASSAGES, Percentage.withPercentage(5));
    assertThat(frequencies.get("zebra")).isZero();
  }

  @Test
  void bothWaysAgreeOnWhatIsNearest() {
    Embedding asked = MEANINGS.get(3);
    KnowledgeQuery query = new KnowledgeQuery("", asked, Set.of(), Set.of(), 10);

    List<List<UUID>> rankings =
        new Database(database.dataSource())
            .transaction(
                "search in both ways",
                handle -> {
                  PassageSearch search = new PassageSearch(handle, query, 10);
                  return List.of(search.bySigns(asked), search.byMeaning(asked));
                });

    assertThat(rankings.get(0).get(0)).isEqualTo(rankings.get(1).get(0));
  }

  @Test
  void theIndexServesWhereTheExtensionIsAndOnlyThere() {
    String index = VectorExtension.indexName(DIMENSION);
    assertThat(hnsw(database).contains(index)).isEqualTo(server.offersVector());

    long before = scans(index);
    knowledge.search(new KnowledgeQuery("", MEANINGS.get(3), Set.of(), Set.of(), 10));

    if (server.offersVector()) {
      // A backend reports what it did when it ends, which is after our connection does.
      Awaitility.await().until(() -> scans(index) > before);
    }
  }

  private long scans(String index) {
    return Rows.of(
            database,
            "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '" + index + "'")
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Test
  void theExtensionMayComeLaterAndTheNextRunMakesItsIndexes() {
    TestDatabase late = server.empty();
    Migrations.run(late.dataSource());
    Knowledge there = new Knowledge(late.dataSource());
    there.openDomain("general");
    Embedding three = new Embedding("small", new float[] {1, 2, 3});
    float[] many = new float[2500];
    Arrays.fill(many, 1);
    there.put(
        new NewDocument(
            "general",
            "s",
            "t",
            DIGEST,
            List.of(
                new NewDocument.Passage(null, "three", three),
                new NewDocument.Passage(null, "many", new Embedding("wide", many)))));
    assertThat(hnsw(late)).isEmpty();

    if (server.offersVector()) {
      Rows.run(TestedServer.asSuperuser(late), "CREATE SCHEMA \"Odd one\"");
      Rows.run(TestedServer.asSuperuser(late), "CREATE EXTENSION vector SCHEMA \"Odd one\"");
      // As long as the role may not use that schema it goes as without the extension.
      Migrations.run(late.dataSource());
      assertThat(hnsw(late)).isEmpty();
      Rows.run(TestedServer.asSuperuser(late), "GRANT USAGE ON SCHEMA \"Odd one\" TO owner_role");
    }
    Migrations.run(late.dataSource());
    Migrations.run(late.dataSource());

    assertThat(hnsw(late))
        .containsExactlyElementsOf(
            server.offersVector()
                ? List.of(VectorExtension.indexName(3), VectorExtension.indexName(384))
                : List.of());
    assertThat(there.search(new KnowledgeQuery("", three, Set.of(), Set.of(), 9)))
        .extracting(FoundPassage::body)
        .containsExactly("three");
    assertThat(
            there.search(
                new KnowledgeQuery("", new Embedding("wide", many), Set.of(), Set.of(), 9)))
        .extracting(FoundPassage::body)
        .containsExactly("many");
  }

  private static List<String> hnsw(TestDatabase database) {
    return Rows.of(
        database,
        "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%hnsw%' ORDER BY indexname");
  }
}
