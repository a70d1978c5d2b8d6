package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.Locale;

/** What the number of tables costs, whatever is in them. */
final class TableGrowth implements Benchmark {
  private static final int FEW = 10;
  private static final int SOME = 100;
  private static final Measure SEED = Measure.millis("first seed of empty tables", null);
  private static final Measure IDLE = Measure.millis("a mirror's cycle without a change", null);
  private static final Measure CHANGE =
      Measure.millis("a mirror's cycle with one changed row", null);
  private static final Measure ROUND =
      Measure.millis("a round of the return with one changed row", null);

  @Override
  public String name() {
    return "tables";
  }

  @Override
  public String title() {
    return "From few tables to very many";
  }

  @Override
  public String method() {
    return "The same with ever more tables of three columns that are empty, or have some rows in one"
        + " table: a first seed of all of them, a cycle that finds nothing, a cycle that finds one"
        + " new row in one table, and a round that hands one new row over. The first turn of each"
        + " warms up.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    try (TestServer primary = TestServer.start();
        TestServer fallback = TestServer.start()) {
      for (int tables : new int[] {FEW, SOME, scale.pick(300, 1000)}) {
        try (BenchTables bench = new BenchTables(primary, fallback, tables)) {
          measure(bench, tables, scale, results);
        }
      }
    }
  }

  private static void measure(BenchTables bench, int tables, Scale scale, Results results)
      throws Exception {
    int turns = scale.pick(11, 31);
    double[] seed = new double[scale.pick(5, 7)];
    bench.seed();
    for (int i = 0; i < seed.length; i++) {
      bench.forget();
      seed[i] = Stopwatch.millis(bench::seed);
    }
    double[] idle = new double[turns];
    bench.cycle(0);
    for (int i = 0; i < turns; i++) {
      idle[i] = Stopwatch.millis(() -> bench.cycle(0));
    }
    double[] change = new double[turns];
    double[] round = new double[turns];
    for (int i = -1; i < turns; i++) {
      bench.changePrimary(tables / 2, i);
      double took = Stopwatch.millis(() -> bench.cycle(1));
      if (i >= 0) {
        change[i] = took;
      }
    }
    bench.open();
    for (int i = -1; i < turns; i++) {
      bench.changeFallback(tables / 3, i);
      double took = Stopwatch.millis(bench::round);
      if (i >= 0) {
        round[i] = took;
      }
    }
    String subject = String.format(Locale.ROOT, "%s, %,d tables", Results.OURS, tables);
    results.add(SEED, subject, seed);
    results.add(IDLE, subject, idle);
    results.add(CHANGE, subject, change);
    results.add(ROUND, subject, round);
  }
}
