package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.Locale;

/** Rows a second that a round hands over to the primary, from few changed rows to very many. */
final class ReconcileSpeed implements Benchmark {
  private static final int FIRST = 1000;
  private static final int ASKED_FROM = 100_000;

  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public String title() {
    return "Handing over what was changed during an outage";
  }

  @Override
  public String method() {
    return "A table of rows of about 100 bytes that both servers have; a number of them is changed on"
        + " the fallback, in two columns. Ours hands them over in one round: three-way merge by"
        + " column, conflicts, ledger, exactly once. Beside it plain SQL with the same rows, which"
        + " does nothing of that: COPY into a staging table, and one"
        + " `INSERT ... ON CONFLICT DO UPDATE`.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int most = scale.pick(100_000, 1_000_000);
    int turns = scale.pick(5, 7);
    try (TestServer primary = TestServer.start("max_wal_size = 8GB");
        TestServer fallback = TestServer.start("max_wal_size = 8GB");
        BenchReturn bench = new BenchReturn(primary, fallback, most, StepHook.NONE)) {
      for (int rows = FIRST; rows <= most; rows *= 10) {
        compare(bench, rows, turns, results);
      }
    }
  }

  private static void compare(BenchReturn bench, int rows, int turns, Results results)
      throws Exception {
    double[] ours = new double[turns];
    double[] plain = new double[turns];
    // The first turn warms up.
    for (int i = -1; i < turns; i++) {
      bench.change("UPDATE bench SET n = n + 1, note = md5(note) WHERE id <= " + rows);
      double rate = rows / Stopwatch.seconds(() -> bench.round(rows));
      double beside = rows / Stopwatch.seconds(() -> bench.upsert("id <= " + rows));
      if (i >= 0) {
        ours[i] = rate;
        plain[i] = beside;
      }
    }
    Measure measure =
        Measure.rate(
            String.format(Locale.ROOT, "%,d changed rows", rows),
            "rows/s",
            rows >= ASKED_FROM ? "at least 50,000" : null);
    results.add(measure, Results.OURS, ours);
    results.add(measure, "COPY and one upsert", plain);
  }
}
