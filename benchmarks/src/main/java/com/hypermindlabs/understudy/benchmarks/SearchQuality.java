package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.assistant.embedding.MiniLm;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The knowledge search by meaning: what it finds, and how long it takes. */
final class SearchQuality implements Benchmark {
  private static final int BEST = 10;
  private static final int BATCH = 1000;
  private static final String EXACT = "exact scan of all passages by SQL";

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String title() {
    return "Search by meaning";
  }

  @Override
  public String method() {
    return "Paragraphs of the texts that the machine has below `/usr/share/doc` (and other folders of"
        + " packages when these are too few), each once, embedded by the model in the process; the"
        + " questions are paragraphs that were held out. Without pgvector ours picks candidates by"
        + " the signs of the numbers; beside it the scalar product with every passage, in SQL,"
        + " which also says what is right. With pgvector ours uses an HNSW index, on the machine's"
        + " own PostgreSQL, where that has the extension. Warm.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    Optional<Embedder> model = MiniLm.load();
    if (model.isEmpty()) {
      results.note("The model cannot run on this machine: nothing was measured.");
      return;
    }
    int questions = scale.pick(30, 50);
    List<String> texts = Paragraphs.of(scale.pick(10_000, 100_000) + questions);
    if (texts.size() < 2 * questions) {
      results.note("This machine has too few texts: nothing was measured.");
      return;
    }
    List<Embedding> meanings = embed(model.get(), texts);
    int passages = texts.size() - questions;
    results.note(String.format(Locale.ROOT, "There were %,d passages.", passages));
    new Run(
            texts.subList(0, passages),
            meanings.subList(0, passages),
            meanings.subList(passages, texts.size()),
            results)
        .all();
  }

  private static List<Embedding> embed(Embedder model, List<String> texts) throws ModelException {
    List<Embedding> made = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      made.addAll(model.embed(texts.subList(from, Math.min(texts.size(), from + BATCH))));
      System.out.printf("search: %,d of %,d embedded%n", made.size(), texts.size());
    }
    return made;
  }

  /** The same passages and questions on one server after the other. */
  private record Run(
      List<String> texts, List<Embedding> meanings, List<Embedding> questions, Results results) {
    void all() throws SQLException {
      List<Set<String>> right;
      try (TestServer server = TestServer.start();
          BenchKnowledge knowledge = new BenchKnowledge(server)) {
        knowledge.learn(texts, meanings);
        right = exact(knowledge);
        ours(knowledge, "without", "at most 60 among 100,000", right);
      }
      Optional<Binaries> installed = TestServer.installed();
      if (installed.isEmpty()) {
        results.note("The machine has no PostgreSQL of its own: not measured with pgvector.");
        return;
      }
      try (TestServer server = TestServer.start(installed.get());
          BenchKnowledge knowledge = new BenchKnowledge(server)) {
        if (!knowledge.hasVector()) {
          results.note("The machine's PostgreSQL has no pgvector: not measured with it.");
          return;
        }
        knowledge.learn(texts, meanings);
        String version = knowledge.index();
        ours(knowledge, "with", "at most 10", right);
        results.note("pgvector " + version + " on PostgreSQL " + server.major() + ".");
      }
    }

    /** What a scan of everything finds. */
    private List<Set<String>> exact(BenchKnowledge knowledge) throws SQLException {
      List<Set<String>> right = new ArrayList<>();
      double[] times = new double[questions.size()];
      for (int i = 0; i < times.length; i++) {
        long begun = System.nanoTime();
        right.add(knowledge.scan(questions.get(i), BEST));
        times[i] = (System.nanoTime() - begun) / 1e6;
      }
      results.add(time("without", "at most 60 among 100,000"), EXACT, times);
      results.add(recall("without"), EXACT, 1);
      return right;
    }

    private void ours(
        BenchKnowledge knowledge, String with, String asked, List<Set<String>> right) {
      questions.forEach(question -> knowledge.search(question, BEST));
      double[] times = new double[questions.size()];
      long found = 0;
      for (int i = 0; i < times.length; i++) {
        long begun = System.nanoTime();
        Set<String> got = knowledge.search(questions.get(i), BEST);
        times[i] = (System.nanoTime() - begun) / 1e6;
        found += got.stream().filter(right.get(i)::contains).count();
      }
      results.add(time(with, asked), Results.OURS, times);
      results.add(recall(with), Results.OURS, (double) found / (BEST * questions.size()));
    }

    private Measure time(String with, String asked) {
      return Measure.millis(
          String.format(
              Locale.ROOT, "one search among %,d passages %s pgvector", texts.size(), with),
          asked);
    }

    private static Measure recall(String with) {
      return new Measure(
          "recall at " + BEST + " " + with + " pgvector, of all questions together",
          "of 1",
          false,
          "at least 0.95 of 100,000");
    }
  }
}
