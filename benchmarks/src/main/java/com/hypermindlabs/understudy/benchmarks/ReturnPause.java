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

/** How long a return holds writers up, as they see it themselves. */
final class ReturnPause implements Benchmark {
  private static final Duration WORK = Duration.ofMillis(2);
  private static final Duration PACE = Duration.ofMillis(3);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int WRITERS = 8;

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String title() {
    return "How long a return holds writers up";
  }

  @Override
  public String method() {
    return "Eight threads write through the data source, each one transaction of two inserted rows and"
        + " a few milliseconds after another, while the site is ordered to its fallback and back."
        + " Of each thread and return the longest transaction counts, from the borrowing of the"
        + " connection to the acknowledged commit. Beside it the longest transaction of a second with"
        + " no return in it. Both servers have `fsync` on; the fallback is on a disk, the primary's"
        + " data in memory, since the two share no disk in use.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int returns = scale.pick(20, 100);
    try (TestServer primary = TestServer.start("fsync = on");
        BenchSite site = BenchSite.of(primary.host(), primary.port(), true);
        Understudy understudy = site.start()) {
      SiteRig.awaitMirror(understudy);
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new Writer(understudy.dataSource()));
      }
      writers.forEach(Thread::start);
      List<Double> longest = new ArrayList<>();
      double[] own = new double[returns];
      double[] usual = new double[returns];
      for (int i = 0; i < returns; i++) {
        understudy.failOver("benchmark");
        pause(BETWEEN);
        greatest(writers);
        pause(BETWEEN);
        usual[i] = greatest(writers);
        understudy.returnToPrimary();
        writers.forEach(writer -> longest.add(writer.takeLongest()));
        StatusReport report = understudy.status();
        own[i] = Objects.requireNonNull(report.lastReturn()).pause().toNanos() / 1e6;
        pause(BETWEEN);
      }
      for (Writer writer : writers) {
        writer.end();
      }
      double[] all = longest.stream().mapToDouble(Double::doubleValue).toArray();
      tell(results, all, own, usual);
    }
  }

  private static double greatest(List<Writer> writers) {
    return writers.stream().mapToDouble(Writer::takeLongest).max().orElseThrow();
  }

  private static void tell(Results results, double[] longest, double[] own, double[] usual) {
    results.add(
        Measure.millis("99th percentile of the longest transactions of a return", "at most 50"),
        Results.OURS,
        Figures.percentile(longest, 0.99));
    Measure each = Measure.millis("the longest transaction of a writer", null);
    results.add(each, Results.OURS, longest);
    results.add(each, "no return, any of eight in a second", usual);
    results.add(Measure.millis("the pause as the return tells it", null), Results.OURS, own);
    results.add(
        new Measure("transactions that failed", "", true, "none"),
        Results.OURS,
        Writer.FAILED.get());
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
          if (FAILED.incrementAndGet() == 1) {
            System.out.println("  failed: " + e.getSQLState() + " " + e.getMessage());
          }
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
