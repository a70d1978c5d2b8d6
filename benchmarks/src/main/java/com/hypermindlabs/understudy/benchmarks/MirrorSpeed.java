package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.mirror.CopyPipe;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The mirror: first seed, many changed rows, the lag of one commit, and large tables. */
final class MirrorSpeed implements Benchmark {
  private static final int SMALL = 100_000;
  private static final int CHANGES = 1000;
  private static final String PIPE = "COPY into COPY";
  private static final String LOGICAL = "PostgreSQL's logical replication";

  @Override
  public String name() {
    return "mirror";
  }

  @Override
  public String title() {
    return "Keeping the fallback up to date";
  }

  @Override
  public String method() {
    return "Rows of about 100 bytes between two servers. The first seed beside a bare pipe of COPY"
        + " into COPY and beside the initial copy of a subscription; one statement that changes every"
        + " row, from its commit until all of it is on the other side; one row, the same; and a"
        + " thousand changed rows in a small and in a large table.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int rows = scale.pick(300_000, 1_000_000);
    int turns = scale.pick(5, 7);
    try (TestServer primary = TestServer.start("wal_level = logical", "max_wal_size = 8GB");
        TestServer fallback = TestServer.start("wal_level = logical", "max_wal_size = 8GB")) {
      seed(primary, fallback, rows, turns, results);
      changes(primary, fallback, rows, turns, results);
      lag(primary, fallback, scale.pick(200, 1000), results);
      sizes(primary, fallback, scale.pick(2_000_000, 10_000_000), results);
    }
  }

  private static void seed(
      TestServer primary, TestServer fallback, int rows, int turns, Results results)
      throws Exception {
    double[] ours = new double[turns];
    double[] pipe = new double[turns];
    double[] replication = new double[turns];
    for (int i = 0; i < turns; i++) {
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        ours[i] = rows / Stopwatch.seconds(bench::cycle);
      }
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        pipe[i] = rows / Stopwatch.seconds(() -> pipe(bench));
      }
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        replication[i] = rows / Stopwatch.seconds(() -> bench.subscribe(rows));
      }
    }
    Measure measure =
        Measure.rate(
            String.format(Locale.ROOT, "first seed of %,d rows", rows),
            "rows/s",
            "at least 0.9 times the pipe");
    results.add(measure, Results.OURS, ours);
    results.add(measure, PIPE, pipe);
    results.add(measure, LOGICAL, replication);
  }

  private static void pipe(BenchMirror bench) throws SQLException {
    try (Connection source = bench.primary();
        Connection target = bench.fallback()) {
      source.setAutoCommit(false);
      target.setAutoCommit(false);
      new CopyPipe(source, target)
          .carry("COPY bench TO STDOUT", "COPY bench FROM STDIN", more -> {});
      target.commit();
    }
  }

  private static void changes(
      TestServer primary, TestServer fallback, int rows, int turns, Results results)
      throws Exception {
    double[] ours = new double[turns];
    double[] theirs = new double[turns];
    try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
      bench.cycle();
      for (int i = 0; i < turns; i++) {
        bench.change("UPDATE bench SET n = n + 1");
        ours[i] = rows / Stopwatch.seconds(bench::cycle);
      }
    }
    try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
      bench.withoutCapture();
      bench.subscribe(rows);
      for (int i = 0; i < turns; i++) {
        bench.change("UPDATE bench SET n = n + 1");
        theirs[i] = rows / Stopwatch.seconds(bench::awaitReplication);
      }
    }
    Measure measure =
        Measure.rate(
            String.format(Locale.ROOT, "%,d changed rows", rows),
            "rows/s",
            "at least logical replication's");
    results.add(measure, Results.OURS, ours);
    results.add(measure, LOGICAL, theirs);
  }

  private static void lag(TestServer primary, TestServer fallback, int commits, Results results)
      throws Exception {
    double[] ours = new double[commits];
    try (BenchMirror bench = new BenchMirror(primary, fallback, SMALL)) {
      bench.cycle();
      for (int i = 0; i < commits; i++) {
        bench.change(one(i));
        ours[i] = Stopwatch.millis(bench::cycle);
      }
    }
    double[] theirs = new double[commits];
    try (BenchMirror bench = new BenchMirror(primary, fallback, SMALL)) {
      bench.withoutCapture();
      bench.subscribe(SMALL);
      for (int i = 0; i < commits; i++) {
        bench.change(one(i));
        theirs[i] = Stopwatch.millis(bench::awaitReplication);
      }
    }
    Measure measure = Measure.millis("one commit until it is on the fallback", "at most 20");
    results.add(measure, Results.OURS, ours);
    results.add(measure, LOGICAL, theirs);
  }

  private static String one(int number) {
    return "UPDATE bench SET n = n + 1 WHERE id = " + (number + 1);
  }

  private static void sizes(TestServer primary, TestServer fallback, int large, Results results)
      throws Exception {
    Measure measure =
        Measure.millis(
            String.format(Locale.ROOT, "%,d changes", CHANGES), "within 1.5 times of each other");
    results.add(
        measure,
        String.format(Locale.ROOT, "%s, %,d rows", Results.OURS, SMALL),
        cost(primary, fallback, SMALL));
    results.add(
        measure,
        String.format(Locale.ROOT, "%s, %,d rows", Results.OURS, large),
        cost(primary, fallback, large));
  }

  private static double[] cost(TestServer primary, TestServer fallback, int rows) throws Exception {
    double[] took = new double[21];
    try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
      bench.cycle();
      for (int i = 0; i < took.length; i++) {
        bench.change(
            "UPDATE bench SET n = n + 1 WHERE id IN (SELECT 1 + (g * 7919::bigint + "
                + i
                + ") % "
                + rows
                + " FROM generate_series(1, "
                + CHANGES
                + ") g)");
        took[i] = Stopwatch.millis(bench::cycle);
      }
    }
    return took;
  }
}
