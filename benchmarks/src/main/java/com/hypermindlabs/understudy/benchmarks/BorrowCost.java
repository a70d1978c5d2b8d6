package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** What the routing data source costs over bare HikariCP on the same server. */
final class BorrowCost implements Benchmark {
  private static final int WARM_UP = 10;
  private static final int BORROWS = 200_000;
  private static final int QUERIES = 2_000;
  private static final String BARE = "HikariCP alone";
  private static final String AWS = "HikariCP over the AWS JDBC wrapper";

  private interface Work {
    void once(DataSource source) throws Exception;
  }

  @Override
  public String name() {
    return "borrow";
  }

  @Override
  public String title() {
    return "What a borrowed connection costs";
  }

  @Override
  public String method() {
    return "One thread borrows a connection and returns it, without a query and with `SELECT 1`, in"
        + " blocks; the subjects take turns, block by block, on one server. Pools of equal size. The"
        + " AWS JDBC wrapper watches its host (plug-in efm2).";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    try (TestServer server = TestServer.start();
        BenchSite site = BenchSite.of(server.host(), server.port(), false);
        Understudy understudy = site.start();
        HikariDataSource bare = Pools.hostList(new Pools.Address(server.host(), server.port()));
        HikariDataSource aws =
            Pools.awsWrapper(false, new Pools.Address(server.host(), server.port()))) {
      Map<String, DataSource> subjects = new LinkedHashMap<>();
      subjects.put(Results.OURS, understudy.dataSource());
      subjects.put(BARE, bare);
      subjects.put(AWS, aws);
      int blocks = scale.pick(30, 120);
      compare(
          new Measure("borrow and return", "ns", true, "at most 50 ns more than HikariCP"),
          results,
          subjects,
          blocks,
          BORROWS,
          BorrowCost::borrow);
      compare(
          new Measure("borrow, SELECT 1, return", "ns", true, "at most 1.02 times HikariCP"),
          results,
          subjects,
          blocks,
          QUERIES,
          BorrowCost::query);
    }
  }

  private static void borrow(DataSource source) throws Exception {
    source.getConnection().close();
  }

  private static void query(DataSource source) throws Exception {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement("SELECT 1");
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("no row");
      }
    }
  }

  private static void compare(
      Measure measure,
      Results results,
      Map<String, DataSource> subjects,
      int blocks,
      int turns,
      Work work)
      throws Exception {
    List<Subject> took =
        subjects.entrySet().stream()
            .map(one -> new Subject(one.getKey(), one.getValue(), new double[blocks]))
            .toList();
    for (int i = -WARM_UP; i < blocks; i++) {
      for (Subject subject : took) {
        double each = block(subject.source, turns, work);
        if (i >= 0) {
          subject.took[i] = each;
        }
      }
    }
    took.forEach(subject -> results.add(measure, subject.name, subject.took));
    results.turnByTurn(measure, took.get(0).took, took.get(1).took, "what HikariCP alone takes");
  }

  /** Who takes turns, and the nanoseconds of each block. */
  private static final class Subject {
    private final String name;
    private final DataSource source;
    private final double[] took;

    Subject(String name, DataSource source, double[] took) {
      this.name = name;
      this.source = source;
      this.took = took;
    }
  }

  private static double block(DataSource source, int turns, Work work) throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      work.once(source);
    }
    return (double) (System.nanoTime() - begun) / turns;
  }
}
