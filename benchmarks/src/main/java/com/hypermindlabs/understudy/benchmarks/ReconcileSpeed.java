package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.lang.management.ManagementFactory;

/**
 * Rows a second that a round hands over, from a thousand to a million changed rows, beside what
 * plain SQL does with the same rows in the same run: COPY into a staging table, and one INSERT ...
 * ON CONFLICT DO UPDATE.
 *
 * <p>Arguments: the largest number of rows (1,000,000), turns (3), and {@code steps} for the time
 * up to each step of a round.
 */
final class ReconcileSpeed {
  private static final int FIRST = 1000;

  private ReconcileSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int most = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    StepHook hook = arguments.length > 2 ? steps() : StepHook.NONE;
    System.out.printf(
        "load average %.1f on %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    try (TestServer primary = TestServer.start("max_wal_size = 8GB");
        TestServer fallback = TestServer.start("max_wal_size = 8GB");
        BenchReturn bench = new BenchReturn(primary, fallback, most, hook)) {
      for (int rows = FIRST; rows <= most; rows *= 10) {
        compare(bench, rows, turns);
      }
    }
  }

  private static void compare(BenchReturn bench, int rows, int turns) throws Exception {
    double[] ours = new double[turns];
    double[] plain = new double[turns];
    for (int i = 0; i < turns; i++) {
      bench.change("UPDATE bench SET n = n + 1, note = md5(note) WHERE id <= " + rows);
      ours[i] = rows / seconds(() -> bench.round(rows));
      plain[i] = rows / seconds(() -> bench.upsert("id <= " + rows));
    }
    System.out.printf(
        "%,9d changed rows, rows a second: understudy %,.0f, plain upsert %,.0f: %.2f of it%n",
        rows,
        Figures.median(ours),
        Figures.median(plain),
        Figures.median(ours) / Figures.median(plain));
  }

  private static StepHook steps() {
    long[] last = {System.nanoTime()};
    return step -> {
      long now = System.nanoTime();
      System.out.printf("  %-16s %,8d ms%n", step, (now - last[0]) / 1_000_000);
      last[0] = now;
    };
  }

  private interface Task {
    void run() throws Exception;
  }

  private static double seconds(Task work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }
}
