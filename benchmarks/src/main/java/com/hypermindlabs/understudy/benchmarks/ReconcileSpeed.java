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
        + " column, conflicts, ledger, exactly once. Last, the primary has changed another column of"
        + " each of these rows meanwhile. Beside it plain SQL with the same rows, which does nothing"
        + " of that: COPY into a staging table, and one `INSERT ... ON CONFLICT DO UPDATE`."
        + " Between turns the fallback's tables are vacuumed, as after a round of many rows.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int most = scale.pick(100_000, 1_000_000);
    int turns = scale.pick(5, 7);
    try (TestServer primary = TestServer.start("max_wal_size = 8GB");
        TestServer fallback = TestServer.start("max_wal_size = 8GB");
        BenchReturn bench = new BenchReturn(primary, fallback, most, StepHook.NONE)) {
      for (int rows = FIRST; rows <= most; rows *= 10) {
        compare(bench, rows, turns, false, results);
      }
      compare(bench, most, turns, true, results);
    }
  }

  private static void compare(
      BenchReturn bench, int rows, int turns, boolean there, Results results) throws Exception {
    double[] ours = new double[turns];
    double[] plain = new double[turns];
    // The first turn warms up.
    for (int i = -1; i < turns; i++) {
      bench.change("UPDATE bench SET n = n + 1, note = md5(note) WHERE id <= " + rows);
      if (there) {
        bench.changeThere("UPDATE bench SET name = md5(name) WHERE id <= " + rows);
      }
      double rate = rows / Stopwatch.seconds(() -> bench.round(rows));
      double beside = rows / Stopwatch.seconds(() -> bench.upsert("id <= " + rows));
      bench.tidy();
      if (i >= 0) {
        ours[i] = rate;
        plain[i] = beside;
      }
    }
    Measure measure =
        Measure.rate(
            String.format(Locale.ROOT, "%,d changed rows", rows)
                + (there ? ", each changed on the primary too" : ""),
            "rows/s",
            rows >= ASKED_FROM && !there ? "at least 50,000" : null);
    results.add(measure, Results.OURS, ours);
    results.add(measure, "COPY and one upsert", plain);
  }
}
