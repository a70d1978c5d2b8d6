package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.mirror.CopyPipe;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The mirror beside a bare pipe of COPY into COPY, and beside PostgreSQL's own logical replication,
 * in one run: rows a second of a first seed and of many changed rows, the lag of one commit, and
 * what a thousand changes cost in a small and in a large table.
 *
 * <p>Arguments: rows of the table (1,000,000), rows of the large table (10,000,000), turns (3).
 */
final class MirrorSpeed {
  private static final int SMALL = 100_000;
  private static final int CHANGES = 1000;
  private static final int COMMITS = 200;

  private MirrorSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int rows = number(arguments, 0, 1_000_000);
    int large = number(arguments, 1, 10_000_000);
    int turns = number(arguments, 2, 3);
    try (TestServer primary = TestServer.start("wal_level = logical", "max_wal_size = 8GB");
        TestServer fallback = TestServer.start("wal_level = logical", "max_wal_size = 8GB")) {
      seed(primary, fallback, rows, turns);
      changes(primary, fallback, rows, turns);
      lag(primary, fallback);
      sizes(primary, fallback, large);
    }
  }

  private static int number(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static void seed(TestServer primary, TestServer fallback, int rows, int turns)
      throws Exception {
    double[] ours = new double[turns];
    double[] pipe = new double[turns];
    double[] replication = new double[turns];
    for (int i = 0; i < turns; i++) {
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        ours[i] = rows / seconds(bench::cycle);
      }
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        pipe[i] = rows / seconds(() -> pipe(bench));
      }
      try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
        replication[i] = rows / seconds(() -> bench.subscribe(rows));
      }
    }
    System.out.printf("first seed of %,d rows, rows a second%n", rows);
    report("understudy", ours);
    report("COPY into COPY", pipe);
    report("logical replication", replication);
    System.out.printf("  of the pipe: %.2f%n", Figures.median(ours) / Figures.median(pipe));
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

  private static void changes(TestServer primary, TestServer fallback, int rows, int turns)
      throws Exception {
    double[] ours = new double[turns];
    double[] theirs = new double[turns];
    try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
      bench.cycle();
      for (int i = 0; i < turns; i++) {
        bench.change("UPDATE bench SET n = n + 1");
        ours[i] = rows / seconds(bench::cycle);
      }
    }
    try (BenchMirror bench = new BenchMirror(primary, fallback, rows)) {
      bench.withoutCapture();
      bench.subscribe(rows);
      for (int i = 0; i < turns; i++) {
        bench.change("UPDATE bench SET n = n + 1");
        theirs[i] = rows / seconds(bench::awaitReplication);
      }
    }
    System.out.printf("%,d changed rows, rows a second from their commit on%n", rows);
    report("understudy", ours);
    report("logical replication", theirs);
    System.out.printf("  of it: %.2f%n", Figures.median(ours) / Figures.median(theirs));
  }

  private static void lag(TestServer primary, TestServer fallback) throws Exception {
    double[] lag = new double[COMMITS];
    try (BenchMirror bench = new BenchMirror(primary, fallback, SMALL)) {
      bench.cycle();
      for (int i = 0; i < COMMITS; i++) {
        bench.change("UPDATE bench SET n = n + 1 WHERE id = " + (i + 1));
        lag[i] = 1000 * seconds(bench::cycle);
      }
    }
    System.out.printf("one commit, ms until it is on the fallback: %s%n", Figures.spread(lag));
  }

  private static void sizes(TestServer primary, TestServer fallback, int large) throws Exception {
    double small = cost(primary, fallback, SMALL);
    double big = cost(primary, fallback, large);
    System.out.printf(
        "%,d changes, ms: %.1f in %,d rows, %.1f in %,d rows: %.2f times%n",
        CHANGES, small, SMALL, big, large, big / small);
  }

  private static double cost(TestServer primary, TestServer fallback, int rows) throws Exception {
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
        took[i] = 1000 * seconds(bench::cycle);
      }
    }
    return Figures.median(took);
  }

  private interface Task {
    void run() throws Exception;
  }

  private static double seconds(Task work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void report(String name, double[] rates) {
    System.out.printf("  %-20s %,.0f%n", name, Figures.median(rates));
  }
}
