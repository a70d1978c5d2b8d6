package com.hypermindlabs.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the benchmarks, each in a JVM of its own, so that none is warmed up or disturbed by another,
 * and writes what they came to.
 *
 * <p>Arguments: {@code --quick} (the default) or {@code --full}; names of benchmarks, all unless
 * any are given; {@code --write FOLDER} writes benchmarks.md and its charts there from all figures
 * that are known, this run's and those of earlier runs in {@code --results FOLDER}.
 */
public final class Benchmarks {
  private static final int MOST_HOURS = 3;

  private Benchmarks() {}

  /** The program. Ends with 1 when a benchmark failed. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(List.of(arguments));
    if (options.inside != null) {
      inside(options);
      return;
    }
    Files.createDirectories(options.results);
    int failed = 0;
    for (Benchmark benchmark : Catalogue.ALL) {
      if (options.names.isEmpty() || options.names.contains(benchmark.name())) {
        failed += apart(benchmark, options) ? 0 : 1;
      }
    }
    if (options.write != null) {
      new Report(options.results, Catalogue.ALL).write(options.write);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  /** This JVM measures. */
  private static void inside(Options options) throws Exception {
    Benchmark benchmark = Catalogue.named(Objects.requireNonNull(options.inside));
    Results results = new Results();
    benchmark.run(options.scale, results);
    ResultsFile.write(options.results.resolve(benchmark.name() + ".json"), results);
    // Pools and monitors of peers leave threads behind.
    System.exit(0);
  }

  private static boolean apart(Benchmark benchmark, Options options)
      throws IOException, InterruptedException {
    System.out.printf("%s: %s%n", benchmark.name(), benchmark.title());
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                // The assistant has a file for logs of its own.
                "-Dlogback.configurationFile=logback-benchmarks.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Benchmarks.class.getName(),
                "--" + options.scale.name().toLowerCase(Locale.ROOT),
                "--results",
                options.results.toString(),
                "--inside",
                benchmark.name())
            .inheritIO()
            .start();
    boolean ended = process.waitFor(MOST_HOURS, TimeUnit.HOURS);
    if (!ended) {
      process.destroyForcibly();
    }
    boolean good = ended && process.exitValue() == 0;
    System.out.printf(
        "%s: %s after %d s%n",
        benchmark.name(), good ? "done" : "FAILED", (System.nanoTime() - begun) / 1_000_000_000);
    return good;
  }

  /** The arguments. */
  private static final class Options {
    private Scale scale = Scale.QUICK;
    private final List<String> names = new ArrayList<>();
    private Path results = Path.of("benchmarks", "target", "results");
    private @Nullable Path write;
    private @Nullable String inside;

    static Options of(List<String> arguments) {
      Options options = new Options();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        switch (argument) {
          case "--quick" -> options.scale = Scale.QUICK;
          case "--full" -> options.scale = Scale.FULL;
          case "--results" -> options.results = Path.of(arguments.get(++i));
          case "--write" -> options.write = Path.of(arguments.get(++i));
          case "--inside" -> options.inside = arguments.get(++i);
          default -> options.names.add(Catalogue.named(argument).name());
        }
      }
      return options;
    }
  }
}
