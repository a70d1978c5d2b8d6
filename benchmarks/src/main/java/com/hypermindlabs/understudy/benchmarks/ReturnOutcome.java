package com.hypermindlabs.understudy.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** What becomes of the writes that were made on the other side. */
final class ReturnOutcome implements Benchmark {
  private static final int WRITES = 500;
  private static final long PATIENCE_SECONDS = 180;
  private static final long PAUSE_NANOS = 2_000_000;
  private static final long AFTERWARDS_NANOS = 15_000_000_000L;

  @Override
  public String name() {
    return "return";
  }

  @Override
  public String title() {
    return "What becomes of the writes made on the other side";
  }

  @Override
  public String method() {
    return "A thread writes rows through the pool; the primary is killed; the thread goes on until"
        + " 500 rows are acknowledged elsewhere; the primary comes back; the thread goes on until the"
        + " subject says that it is back, and for 15 s more. Then every acknowledged row is looked up"
        + " on the server that counts: the primary, or in a cluster the leader. A peer's tuned form"
        + " is taken where there is one.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    Map<String, Rig.Maker> subjects = new LinkedHashMap<>();
    subjects.put(Results.OURS, SiteRig::start);
    subjects.put("HikariCP over a list of hosts, tuned", () -> PoolRig.start(Pools::tunedHostList));
    if (PatroniCluster.available()) {
      subjects.put(
          "Patroni, etcd, HAProxy, tuned", () -> PatroniRig.start(PatroniCluster.Tuning.TUNED));
    }
    Measure missing = new Measure("acknowledged rows missing afterwards", "rows", true, "none");
    Measure share = new Measure("of so many acknowledged", "rows", false, null);
    for (Map.Entry<String, Rig.Maker> subject : subjects.entrySet()) {
      int turns = scale.pick(1, 5);
      double[] lost = new double[turns];
      double[] all = new double[turns];
      for (int i = 0; i < turns; i++) {
        try (Rig rig = subject.getValue().make()) {
          Writer writer = new Writer(rig.source());
          play(rig, writer);
          Set<Long> there = rows(rig);
          all[i] = writer.acknowledged.size();
          lost[i] = writer.acknowledged.stream().filter(key -> !there.contains(key)).count();
        }
      }
      results.add(missing, subject.getKey(), lost);
      results.add(share, subject.getKey(), all);
    }
  }

  private static void play(Rig rig, Writer writer) throws Exception {
    writer.until(() -> writer.acknowledged.size() >= WRITES);
    rig.strike(Rig.Blow.KILL);
    writer.failed = false;
    writer.until(() -> writer.failed);
    int before = writer.acknowledged.size();
    writer.until(() -> writer.acknowledged.size() >= before + WRITES);
    rig.revive();
    writer.until(rig::returned);
    long back = System.nanoTime();
    writer.until(() -> System.nanoTime() - back > AFTERWARDS_NANOS);
  }

  private static Set<Long> rows(Rig rig) throws SQLException {
    Set<Long> rows = new HashSet<>();
    try (Connection connection = rig.truth();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM note")) {
      while (row.next()) {
        rows.add(row.getLong(1));
      }
    }
    return rows;
  }

  private interface Condition {
    boolean met();
  }

  /** Writes rows of its own, and knows which were acknowledged. */
  private static final class Writer {
    private final DataSource source;
    private final List<Long> acknowledged = new ArrayList<>();
    private long next;
    private boolean failed;

    Writer(DataSource source) {
      this.source = source;
    }

    void until(Condition condition) {
      long begun = System.nanoTime();
      while (!condition.met()) {
        if (System.nanoTime() - begun > PATIENCE_SECONDS * 1_000_000_000L) {
          throw new IllegalStateException("waited for " + PATIENCE_SECONDS + " s");
        }
        write();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    private void write() {
      next++;
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("INSERT INTO note VALUES (" + next + ")");
        acknowledged.add(next);
      } catch (SQLException e) {
        failed = true;
      }
    }
  }
}
