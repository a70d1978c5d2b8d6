package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.assistant.embedding.MiniLm;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The knowledge search by meaning without pgvector: what it finds, and how long it takes. */
final class SearchQuality implements Benchmark {
  private static final int BEST = 10;
  private static final String EXACT = "exact scan of all passages by SQL";

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String title() {
    return "Search by meaning without pgvector";
  }

  @Override
  public String method() {
    return "Paragraphs of the texts that the machine has below `/usr/share/doc` (and other folders of"
        + " packages when these are too few), each once, embedded by the model in the process; the"
        + " questions are paragraphs that were held out. Ours picks candidates by the signs of the"
        + " numbers; beside it the scalar product with every passage, in SQL, which also says what"
        + " is right. Warm, on a server without pgvector.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    Optional<Embedder> model = MiniLm.load();
    if (model.isEmpty()) {
      results.note("The model cannot run on this machine: nothing was measured.");
      return;
    }
    int questions = scale.pick(30, 100);
    List<String> texts = Paragraphs.of(scale.pick(10_000, 100_000) + questions);
    if (texts.size() < 2 * questions) {
      results.note("This machine has too few texts: nothing was measured.");
      return;
    }
    int passages = texts.size() - questions;
    try (TestServer server = TestServer.start();
        BenchKnowledge knowledge = new BenchKnowledge(server, model.get())) {
      knowledge.learn(texts.subList(0, passages));
      List<Embedding> asked = knowledge.embed(texts.subList(passages, texts.size()));
      measure(knowledge, asked, passages, results);
    }
    results.note(String.format(Locale.ROOT, "There were %,d passages.", passages));
  }

  private static void measure(
      BenchKnowledge knowledge, List<Embedding> questions, int passages, Results results)
      throws Exception {
    questions.forEach(question -> knowledge.search(question, BEST));
    double[] ours = new double[questions.size()];
    double[] scan = new double[questions.size()];
    double found = 0;
    for (int i = 0; i < ours.length; i++) {
      Embedding question = questions.get(i);
      long begun = System.nanoTime();
      Set<String> got = knowledge.search(question, BEST);
      long between = System.nanoTime();
      Set<String> right = knowledge.scan(question, BEST);
      ours[i] = (between - begun) / 1e6;
      scan[i] = (System.nanoTime() - between) / 1e6;
      found += got.stream().filter(right::contains).count();
    }
    Measure time =
        Measure.millis(
            String.format(Locale.ROOT, "one search among %,d passages", passages), "at most 60");
    results.add(time, Results.OURS, ours);
    results.add(time, EXACT, scan);
    Measure recall =
        new Measure(
            "recall at " + BEST + ", of all questions together",
            "of 1",
            false,
            "at least 0.95 of 100,000");
    results.add(recall, Results.OURS, found / (BEST * questions.size()));
    results.add(recall, EXACT, 1);
  }
}
