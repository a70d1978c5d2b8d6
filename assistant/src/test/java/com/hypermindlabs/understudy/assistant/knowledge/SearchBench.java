package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.embedding.MiniLm;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the search by meaning without pgvector: how many of the ten likeliest passages it finds,
 * against the exact order, and how long it takes, warm. The passages are those of the text files
 * below a folder, each once, embedded by the model in the process; the questions are passages that
 * were held out. By hand: arguments are the folder and how many passages.
 */
public final class SearchBench {
  private static final int QUESTIONS = 200;
  private static final int BEST = 10;
  private static final int BATCH = 32;
  private static final int DOCUMENT = 1000;
  private static final long SEED = 4747;

  private final Embedder model = MiniLm.load().orElseThrow();
  private final List<Embedding> known = new ArrayList<>();
  private final List<String> texts;

  private SearchBench(List<String> texts) {
    this.texts = texts;
  }

  /** Measures, and prints one line. */
  public static void main(String[] arguments) throws Exception {
    int wanted = Integer.parseInt(arguments[1]);
    List<String> texts = texts(Path.of(arguments[0]));
    Collections.shuffle(texts, new Random(SEED));
    if (texts.size() < wanted + QUESTIONS) {
      throw new IllegalArgumentException("there are only " + texts.size() + " passages");
    }
    new SearchBench(texts.subList(0, wanted + QUESTIONS)).run(wanted);
    System.exit(0);
  }

  private static List<String> texts(Path folder) throws IOException {
    Set<String> distinct = new LinkedHashSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          Passages.of(Files.readString(file), false).forEach(each -> distinct.add(each.body()));
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
          // No text.
          continue;
        }
      }
    }
    return new ArrayList<>(distinct);
  }

  private void run(int wanted) throws ModelException {
    TestDatabase database = TestedServer.EMBEDDED.migrated();
    Knowledge knowledge = new Knowledge(database.dataSource());
    knowledge.ensureDomain("general");
    for (int from = 0; from < wanted; from += DOCUMENT) {
      put(knowledge, from, Math.min(wanted, from + DOCUMENT));
      System.err.println(known.size() + " embedded");
    }
    Rows.run(TestedServer.asOwner(database), "VACUUM ANALYZE knowledge_passage");
    List<Embedding> questions = embed(texts.subList(wanted, texts.size()));
    questions.forEach(question -> search(knowledge, question));
    double found = 0;
    List<Double> times = new ArrayList<>();
    for (Embedding question : questions) {
      Set<Integer> exact = exact(question);
      long begun = System.nanoTime();
      List<FoundPassage> got = search(knowledge, question);
      times.add((System.nanoTime() - begun) / 1e6);
      found += got.stream().filter(each -> exact.contains(number(each))).count();
    }
    Collections.sort(times);
    System.out.printf(
        "passages %d, questions %d, recall at %d %.4f, median %.1f ms, 95%% %.1f ms%n",
        wanted,
        questions.size(),
        BEST,
        found / (BEST * questions.size()),
        times.get(times.size() / 2),
        times.get(times.size() * 95 / 100));
  }

  private void put(Knowledge knowledge, int from, int to) throws ModelException {
    List<Embedding> made = embed(texts.subList(from, to));
    known.addAll(made);
    List<NewDocument.Passage> passages =
        IntStream.range(from, to)
            .mapToObj(
                at ->
                    new NewDocument.Passage(
                        Integer.toString(at), texts.get(at), made.get(at - from)))
            .toList();
    knowledge.put(new NewDocument("general", "bench " + from, "Bench", "0".repeat(64), passages));
  }

  private List<Embedding> embed(List<String> some) throws ModelException {
    List<Embedding> made = new ArrayList<>();
    for (int from = 0; from < some.size(); from += BATCH) {
      made.addAll(model.embed(some.subList(from, Math.min(some.size(), from + BATCH))));
    }
    return made;
  }

  private static List<FoundPassage> search(Knowledge knowledge, Embedding question) {
    return knowledge.search(new KnowledgeQuery("", question, Set.of(), Set.of(), BEST));
  }

  private static int number(FoundPassage passage) {
    return Integer.parseInt(String.valueOf(passage.place()));
  }

  private Set<Integer> exact(Embedding question) {
    float[] asked = question.numbers();
    double[] likeness = new double[known.size()];
    for (int at = 0; at < likeness.length; at++) {
      float[] numbers = known.get(at).numbers();
      for (int i = 0; i < asked.length; i++) {
        likeness[at] += asked[i] * numbers[i];
      }
    }
    return IntStream.range(0, likeness.length)
        .boxed()
        .sorted(Comparator.comparingDouble(at -> -likeness[at]))
        .limit(BEST)
        .collect(Collectors.toSet());
  }
}
