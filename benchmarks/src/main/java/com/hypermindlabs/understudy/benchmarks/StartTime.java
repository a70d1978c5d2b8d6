package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a process takes from its start to a connection that answers. */
final class StartTime implements Benchmark {
  private enum State {
    HEALTHY("a healthy primary", "no more than one probe's budget"),
    REFUSING("a primary that refuses", "no more than one probe's budget"),
    SILENT("a silent primary", "no more than one probe's budget (750 ms)");

    private final String words;
    private final String asked;

    State(String words, String asked) {
      this.words = words;
      this.asked = asked;
    }
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "From the start of an application to its first answer";
  }

  @Override
  public String method() {
    return "In a warm JVM: from `start()`, or from making the pool, to the answer to `SELECT 1`."
        + " Understudy has a provisioned fallback that runs; the pool has two hosts, the first of"
        + " which is in the state named. Migrations are one `CREATE TABLE IF NOT EXISTS`.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int turns = scale.pick(7, 31);
    for (State state : State.values()) {
      Map<String, List<Double>> took = new LinkedHashMap<>();
      try (TestServer primary = TestServer.start();
          TestServer other = TestServer.start();
          FaultProxy link = FaultProxy.to(primary)) {
        Pools.Address first = new Pools.Address(link.host(), link.port());
        Pools.Address second = new Pools.Address(other.host(), other.port());
        for (int i = 0; i <= turns; i++) {
          link.pass();
          note(took, i, Results.OURS, ours(link, state));
          note(took, i, "HikariCP over a list of hosts, tuned", pool(first, second));
        }
      }
      Measure measure = Measure.millis(state.words, state.asked);
      took.forEach(
          (name, values) ->
              results.add(
                  measure, name, values.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  /** The first turn only warms the JVM up. */
  private static void note(Map<String, List<Double>> took, int turn, String name, double millis) {
    if (turn > 0) {
      took.computeIfAbsent(name, ignored -> new ArrayList<>()).add(millis);
    }
  }

  private static void strike(FaultProxy link, State state) {
    switch (state) {
      case HEALTHY -> {}
      case REFUSING -> link.refuse();
      case SILENT -> link.blackHole();
    }
  }

  /** A site of its own each time: one that has turned once does not choose any more. */
  private static double ours(FaultProxy link, State state) throws Exception {
    try (BenchSite site = BenchSite.of(link.host(), link.port(), true)) {
      try (Understudy understudy = site.start()) {
        SiteRig.awaitMirror(understudy);
      }
      strike(link, state);
      long begun = System.nanoTime();
      try (Understudy understudy = site.start();
          Connection connection = understudy.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        return (System.nanoTime() - begun) / 1e6;
      }
    }
  }

  private static double pool(Pools.Address... hosts) throws Exception {
    long begun = System.nanoTime();
    try (HikariDataSource pool = Pools.tunedHostList(hosts);
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return (System.nanoTime() - begun) / 1e6;
    }
  }
}
