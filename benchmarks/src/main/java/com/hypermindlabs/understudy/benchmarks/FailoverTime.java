package com.hypermindlabs.understudy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** From the loss of the primary to the first acknowledged write elsewhere, as a writer sees it. */
final class FailoverTime implements Benchmark {
  private static final AtomicLong KEYS = new AtomicLong();
  private static final int WRITES_BEFORE = 1000;

  /** A subject: how it is made, how often it is struck, how long it is waited for. */
  private record Subject(Rig.Maker maker, int turns, int patienceSeconds) {}

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String title() {
    return "From the loss of the primary to the first acknowledged write";
  }

  @Override
  public String method() {
    return "One thread writes rows of its own without a pause through the pool. Then the primary is"
        + " killed (SIGKILL to all its processes), its link is reset and refuses, or its link stays"
        + " open and swallows everything. Measured from the fault, of a killed server from the first"
        + " SIGKILL (its processes are stopped for some milliseconds before, so that none gets away),"
        + " to the first write that is acknowledged after one has failed. Understudy, HikariCP with"
        + " default settings but where \"tuned\" is said: HikariCP and pgjdbc with every limit at 1 s or"
        + " less. The two servers of the pools know nothing of each other. Patroni: two members with etcd and"
        + " HAProxy, all of one machine; its link cannot be reset, so a member is killed instead,"
        + " and for silence it is stopped with SIGSTOP; \"tuned\": ttl 20, loop_wait 2, checks twice"
        + " a second. Each turn starts new servers.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    for (Rig.Blow blow : Rig.Blow.values()) {
      Measure measure = measure(blow);
      for (Map.Entry<String, Subject> subject : subjects(scale, blow).entrySet()) {
        measure(measure, subject.getKey(), subject.getValue(), blow, results);
      }
    }
    if (!PatroniCluster.available()) {
      results.note("Patroni, etcd and HAProxy were not installed.");
    }
  }

  private static Measure measure(Rig.Blow blow) {
    return switch (blow) {
      case KILL -> Measure.millis("SIGKILL", "at most 50 ms");
      case RESET -> Measure.millis("reset link", "at most 50 ms");
      case SILENCE -> Measure.millis("silent link", "at most 2,100 ms");
    };
  }

  private static Map<String, Subject> subjects(Scale scale, Rig.Blow blow) {
    boolean silent = blow == Rig.Blow.SILENCE;
    int turns = silent ? scale.pick(5, 11) : scale.pick(7, 31);
    int few = scale.pick(1, 5);
    Map<String, Subject> subjects = new LinkedHashMap<>();
    subjects.put(Results.OURS, new Subject(SiteRig::start, turns, 30));
    subjects.put(
        "HikariCP over a list of hosts",
        new Subject(() -> PoolRig.start(Pools::hostList), silent ? few : turns, 60));
    subjects.put(
        "the same, tuned", new Subject(() -> PoolRig.start(Pools::tunedHostList), turns, 60));
    subjects.put(
        "AWS JDBC wrapper",
        new Subject(() -> PoolRig.start(hosts -> Pools.awsWrapper(false, hosts)), few, 60));
    subjects.put(
        "the same, host monitoring tuned",
        new Subject(() -> PoolRig.start(hosts -> Pools.awsWrapper(true, hosts)), few, 60));
    if (PatroniCluster.available()) {
      int turnsOfPatroni = blow == Rig.Blow.RESET ? 0 : scale.pick(1, 5);
      subjects.put(
          "Patroni, etcd, HAProxy",
          new Subject(() -> PatroniRig.start(PatroniCluster.Tuning.DEFAULTS), turnsOfPatroni, 120));
      subjects.put(
          "Patroni, etcd, HAProxy, tuned",
          new Subject(() -> PatroniRig.start(PatroniCluster.Tuning.TUNED), turnsOfPatroni, 120));
    }
    return subjects;
  }

  private static void measure(
      Measure measure, String name, Subject subject, Rig.Blow blow, Results results)
      throws Exception {
    if (subject.turns() == 0) {
      return;
    }
    List<Double> took = new ArrayList<>();
    for (int i = 0; i < subject.turns(); i++) {
      try (Rig rig = subject.maker().make()) {
        double millis = strike(rig, blow, subject.patienceSeconds());
        if (!Double.isNaN(millis)) {
          took.add(millis);
        }
      }
    }
    double[] values = took.stream().mapToDouble(Double::doubleValue).toArray();
    if (values.length < subject.turns()) {
      results.remark(
          measure,
          name,
          String.format(
              "not within %d s in %d of %d turns",
              subject.patienceSeconds(), subject.turns() - values.length, subject.turns()),
          values);
    } else {
      results.add(measure, name, values);
    }
  }

  /** Milliseconds; NaN when no write got through in time. */
  private static double strike(Rig rig, Rig.Blow blow, int patienceSeconds) throws Exception {
    for (int i = 0; i < WRITES_BEFORE; i++) {
      write(rig.source());
    }
    // On a thread of its own: a write may hang for good.
    AtomicLong ended = new AtomicLong();
    CountDownLatch again = new CountDownLatch(1);
    Thread writer = new Thread(() -> writeOn(rig.source(), ended, again), "writer");
    writer.setDaemon(true);
    writer.start();
    long begun = rig.strike(blow);
    boolean came = again.await(patienceSeconds, TimeUnit.SECONDS);
    writer.interrupt();
    return came ? (ended.get() - begun) / 1e6 : Double.NaN;
  }

  /** Writes until one write succeeds after one has failed. */
  private static void writeOn(DataSource source, AtomicLong ended, CountDownLatch again) {
    boolean failed = false;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        write(source);
        if (failed) {
          ended.set(System.nanoTime());
          again.countDown();
          return;
        }
      } catch (SQLException e) {
        failed = true;
      }
    }
  }

  private static void write(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO note VALUES (" + KEYS.incrementAndGet() + ")");
    }
  }
}
