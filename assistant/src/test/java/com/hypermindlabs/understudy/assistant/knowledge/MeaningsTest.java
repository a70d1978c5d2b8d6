package com.hypermindlabs.understudy.assistant.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.embedding.MiniLm;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.model.Ollama;
import com.hypermindlabs.understudy.assistant.model.OllamaServer;
import com.hypermindlabs.understudy.assistant.model.OllamaServer.Fault;
import com.hypermindlabs.understudy.assistant.model.Timeouts;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Count;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeaningsTest {
  private static final int PASSAGES = 50;
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));

  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final Knowledge knowledge = new Knowledge(database.dataSource());
  private final PassageEmbeddings passages = new PassageEmbeddings(database.dataSource());
  private final OllamaServer ollama = OllamaServer.start("old", "new");

  @AfterEach
  void close() {
    ollama.close();
  }

  @Test
  void aChangeOfModelEmbedsAllAnewAndGoesOnWhereItWasBrokenOff() throws Exception {
    fill();
    assertThat(meanings("old").run(() -> true, count -> {})).isZero();
    assertThat(passages.count("old")).isEqualTo(new Count(PASSAGES, PASSAGES));

    AtomicInteger batches = new AtomicInteger();
    meanings("new").run(() -> batches.incrementAndGet() <= 2, count -> {});
    assertThat(passages.count("new")).isEqualTo(new Count(PASSAGES, 32));
    int before = ollama.embedded();
    AtomicInteger told = new AtomicInteger();
    meanings("new").run(() -> true, told::addAndGet);
    assertThat(passages.count("new")).isEqualTo(new Count(PASSAGES, PASSAGES));
    assertThat(told).hasValue(PASSAGES - 32);
    assertThat(ollama.embedded() - before).isEqualTo(PASSAGES - 32);
    assertThat(
            Rows.of(
                database,
                "SELECT round(CAST(sqrt((SELECT sum(n * n) FROM unnest(embedding) AS n)) AS"
                    + " numeric), 3) FROM knowledge_passage GROUP BY 1"))
        .containsExactly("1.000");
  }

  @Test
  void inTheBackgroundItWaitsForTheModelAndThenForAGoodTime() {
    fill();
    ollama.fault("new", Fault.BROKEN);
    AtomicInteger good = new AtomicInteger();
    try (MeaningsInBackground background =
        new MeaningsInBackground(
            () -> meanings("new"), () -> good.get() > 0, Duration.ofMillis(20))) {
      background.start();
      good.set(1);
      ollama.fault("new", Fault.NONE);
      Awaitility.await().until(() -> passages.count("new").done() == PASSAGES);
    }
  }

  @Test
  void aModelThatDoesNotAnswerIsToldAndSearchGoesByWords() throws Exception {
    fill();
    meanings("old").run(() -> true, count -> {});
    ollama.remove("old");
    assertThatThrownBy(() -> meanings("missing").run(() -> true, count -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ollama pull missing");
    Finder finder = new Finder(knowledge, () -> embedder("old"));
    assertThat(finder.find("number7", Set.of(), Set.of(), 3))
        .extracting(FoundPassage::body)
        .containsExactly("This is about number7");
    assertThatThrownBy(() -> embedder("old").embed(List.of("x")))
        .hasMessageContaining("the model is not there");
  }

  @Test
  void theModelInTheProcessFindsWhatIsMeant() throws Exception {
    put(
        List.of(
            "Refunds are paid within ten days after the goods were returned.",
            "The harbour is closed in winter because of the ice.",
            "Dogs have to be kept on a lead in the park."));
    Embedder model = MiniLm.load().orElseThrow();
    new Meanings(passages, model).run(() -> true, count -> {});
    Finder finder = new Finder(knowledge, () -> model);
    assertThat(finder.find("How do I get my money back?", Set.of(), Set.of(), 1))
        .extracting(FoundPassage::body)
        .first()
        .asString()
        .startsWith("Refunds");
    assertThat(new Finder(knowledge).find("my money back", Set.of(), Set.of(), 1)).isEmpty();
  }

  private void fill() {
    List<String> texts = new ArrayList<>();
    for (int number = 0; number < PASSAGES; number++) {
      texts.add("This is about number" + number);
    }
    put(texts);
  }

  private void put(List<String> texts) {
    knowledge.ensureDomain("general");
    knowledge.put(
        new NewDocument(
            "general",
            "test",
            "Test",
            "0".repeat(64),
            texts.stream().map(text -> new NewDocument.Passage(null, text, null)).toList()));
  }

  private Meanings meanings(String model) {
    return new Meanings(passages, embedder(model));
  }

  private Embedder embedder(String model) {
    return new Ollama(ollama.url()).embedder(model, TIMEOUTS);
  }
}
