package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * How long a return holds writers up, as they see it themselves: several of them, each in one
 * transaction of a few milliseconds after another, and of each the longest one of each return, from
 * the borrowing to the acknowledged commit. Arguments: how many returns, 20 unless given, and how
 * many writers, 8 unless given.
 */
final class ReturnPause {
  private static final Duration WORK = Duration.ofMillis(2);
  private static final Duration PACE = Duration.ofMillis(3);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private ReturnPause() {}

  public static void main(String[] arguments) throws Exception {
    int returns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    int number = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
    try (TestServer primary = TestServer.start("fsync = on");
        BenchSite site = BenchSite.of(primary.host(), primary.port(), true);
        Understudy understudy = site.start()) {
      while (understudy.status().fallback().dataAsOf() == null) {
        pause(Duration.ofMillis(50));
      }
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        writers.add(new Writer(understudy.dataSource()));
      }
      writers.forEach(Thread::start);
      List<Double> longest = new ArrayList<>();
      double[] own = new double[returns];
      double[] usual = new double[returns];
      for (int i = 0; i < returns; i++) {
        understudy.failOver("benchmark");
        pause(BETWEEN);
        usual[i] = writers.stream().mapToDouble(Writer::takeLongest).max().orElseThrow();
        pause(BETWEEN);
        usual[i] = writers.stream().mapToDouble(Writer::takeLongest).max().orElseThrow();
        understudy.returnToPrimary();
        writers.forEach(writer -> longest.add(writer.takeLongest()));
        StatusReport report = understudy.status();
        own[i] = Objects.requireNonNull(report.lastReturn()).pause().toNanos() / 1e6;
        pause(BETWEEN);
      }
      for (Writer writer : writers) {
        writer.end();
      }
      print(longest, own, usual);
    }
  }

  private static void print(List<Double> longest, double[] own, double[] usual) {
    double[] all = longest.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf("the longest transaction of each writer in each return, ms%n");
    System.out.printf(
        "  p50 %.1f, p90 %.1f, p99 %.1f, max %.1f (%d of them)%n",
        at(all, 0.5), at(all, 0.9), at(all, 0.99), all[all.length - 1], all.length);
    System.out.printf("the longest of a second beside no return: %s%n", Figures.spread(usual));
    System.out.printf("the pause as the return tells it: %s%n", Figures.spread(own));
    System.out.printf("transactions that failed: %d%n", Writer.FAILED.get());
  }

  private static double at(double[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(part * sorted.length) - 1)];
  }

  private static void pause(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  /** Writes one transaction after another until it is told to end. */
  private static final class Writer extends Thread {
    private static final AtomicLong KEYS = new AtomicLong();
    private static final AtomicInteger FAILED = new AtomicInteger();

    private final DataSource source;
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean ended;

    Writer(DataSource source) {
      super("writer");
      this.source = source;
      setDaemon(true);
    }

    /** In milliseconds, since this was last asked. */
    double takeLongest() {
      return longest.getAndSet(0) / 1e6;
    }

    void end() throws InterruptedException {
      ended = true;
      join();
    }

    @Override
    public void run() {
      while (!ended) {
        long begun = System.nanoTime();
        try {
          write();
          longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        } catch (SQLException e) {
          FAILED.incrementAndGet();
          System.out.println("failed: " + e.getSQLState() + " " + e.getMessage());
        }
        pause(PACE);
      }
    }

    private void write() throws SQLException {
      try (Connection connection = source.getConnection()) {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.executeUpdate("INSERT INTO note VALUES (" + KEYS.incrementAndGet() + ")");
          pause(WORK);
          statement.executeUpdate("INSERT INTO note VALUES (" + KEYS.incrementAndGet() + ")");
          connection.commit();
        }
      }
    }
  }
}
