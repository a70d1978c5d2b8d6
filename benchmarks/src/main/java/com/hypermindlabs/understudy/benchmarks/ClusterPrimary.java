package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A primary that is itself a cluster under Patroni. */
final class ClusterPrimary implements Benchmark {
  private static final long PATIENCE_SECONDS = 120;

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String title() {
    return "A primary that is itself a cluster";
  }

  @Override
  public String method() {
    return "`database.host` names both members of a Patroni cluster of two, without HAProxy. A"
        + " writer goes on while Patroni makes the other member the leader (a planned switchover),"
        + " and while both members are killed at once. Measured: the longest time without an"
        + " acknowledged write. Afterwards every acknowledged row is looked up on the cluster.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    if (!PatroniCluster.available()) {
      results.note("Patroni and etcd were not installed.");
      return;
    }
    int turns = scale.pick(1, 5);
    double[] switchover = new double[turns];
    double[] loss = new double[turns];
    double[] missing = new double[turns];
    int turned = 0;
    for (int i = 0; i < turns; i++) {
      try (PatroniCluster cluster = PatroniCluster.start(PatroniCluster.Tuning.DEFAULTS);
          BenchSite site = site(cluster);
          Understudy understudy = site.start()) {
        SiteRig.awaitMirror(understudy);
        try (Writer writer = new Writer(understudy.dataSource())) {
          writer.longest();
          cluster.switchOver();
          writer.awaitNext("a write after the switchover", understudy);
          switchover[i] = writer.longest();
          turned += understudy.status().mode() == Mode.NORMAL ? 0 : 1;
          await(
              "the old leader as a standby, in mode normal",
              understudy,
              () -> cluster.whole() && in(understudy, Mode.NORMAL));
          writer.longest();
          cluster.killAll();
          await("the turn to the fallback", understudy, () -> in(understudy, Mode.DEGRADED));
          writer.awaitNext("a write on the fallback", understudy);
          loss[i] = writer.longest();
          cluster.restart();
          await("the return", understudy, () -> in(understudy, Mode.NORMAL));
          writer.close();
          missing[i] = missing(understudy.dataSource(), writer.acknowledged);
        }
      }
    }
    results.add(
        Measure.millis("planned switchover, longest time without a write", "followed, no outage"),
        Results.OURS,
        switchover);
    results.add(
        Measure.millis("loss of the whole cluster, longest time without a write", "turns"),
        Results.OURS,
        loss);
    results.add(
        new Measure("acknowledged rows missing afterwards", "rows", true, "none"),
        Results.OURS,
        missing);
    results.note(
        "The switchover turned the site to its fallback in " + turned + " of " + turns + " turns.");
  }

  private static BenchSite site(PatroniCluster cluster) throws Exception {
    return BenchSite.of(
        cluster.members().stream().map(one -> new Endpoint(one.host(), one.port())).toList(), true);
  }

  private static double missing(DataSource source, List<Long> acknowledged) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT array_agg(id) FROM note")) {
      row.next();
      Long[] there = (Long[]) row.getArray(1).getArray();
      List<Long> lost = new ArrayList<>(acknowledged);
      lost.removeAll(new java.util.HashSet<>(List.of(there)));
      return lost.size();
    }
  }

  private interface Condition {
    boolean met();
  }

  private static boolean in(Understudy understudy, Mode mode) {
    return understudy.status().mode() == mode;
  }

  private static void await(String what, Understudy understudy, Condition condition) {
    long begun = System.nanoTime();
    while (!condition.met()) {
      if (System.nanoTime() - begun > PATIENCE_SECONDS * 1_000_000_000L) {
        throw new IllegalStateException(
            "waited for "
                + what
                + " for "
                + PATIENCE_SECONDS
                + " s; "
                + StatusText.logLine(understudy.status()));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Writes without a pause, and knows the longest time between two acknowledged rows. */
  private static final class Writer implements AutoCloseable {
    private final DataSource source;
    private final List<Long> acknowledged = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "writer");
    private long last = System.nanoTime();
    private long longest;

    Writer(DataSource source) {
      this.source = source;
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      for (long key = 1; !done.get(); key++) {
        try (Connection connection = source.getConnection();
            Statement statement = connection.createStatement()) {
          statement.executeUpdate("INSERT INTO note VALUES (" + key + ")");
          wrote(key);
        } catch (SQLException e) {
          LockSupport.parkNanos(1_000_000);
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    private synchronized void wrote(long key) {
      long now = System.nanoTime();
      longest = Math.max(longest, now - last);
      last = now;
      acknowledged.add(key);
    }

    private synchronized boolean wroteSince(long moment) {
      return last - moment > 0;
    }

    /** Only then is the time without a write over, if there was one. */
    void awaitNext(String what, Understudy understudy) {
      long now = System.nanoTime();
      await(what, understudy, () -> wroteSince(now));
    }

    /** Milliseconds since it was asked last. */
    synchronized double longest() {
      double millis = longest / 1e6;
      longest = 0;
      return millis;
    }

    @Override
    public void close() throws InterruptedException {
      done.set(true);
      thread.join(10_000);
    }
  }
}
