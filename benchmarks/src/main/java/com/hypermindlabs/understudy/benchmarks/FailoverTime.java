package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * From the loss of the primary to the first acknowledged write elsewhere, as a writer sees it that
 * writes without a pause: killed with SIGKILL, reset by the link, and silent. Beside it HikariCP
 * over pgjdbc's list of hosts, in the same run, where it comes back at all.
 */
final class FailoverTime {
  private static final AtomicLong KEYS = new AtomicLong();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FailoverTime() {}

  private interface Fault {
    void strike(TestServer primary, FaultProxy link);
  }

  public static void main(String[] arguments) throws Exception {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 11;
    Fault kill = (primary, link) -> primary.kill();
    Fault reset = (primary, link) -> link.refuse();
    Fault silence = (primary, link) -> link.swallow();
    run("SIGKILL", turns, kill, true);
    run("reset and refused", turns, reset, true);
    run("silent link", turns, silence, false);
  }

  private static void run(String name, int turns, Fault fault, boolean withPeer) throws Exception {
    double[] ours = new double[turns];
    double[] peers = new double[turns];
    for (int i = 0; i < turns; i++) {
      ours[i] = ours(fault);
      peers[i] = withPeer ? peer(fault) : Double.NaN;
    }
    System.out.printf("%s, ms to the first acknowledged write, %d turns%n", name, turns);
    System.out.printf("  understudy                 %s%n", Figures.spread(ours));
    if (withPeer) {
      System.out.printf("  HikariCP over a host list  %s%n", Figures.spread(peers));
    }
  }

  private static double ours(Fault fault) throws Exception {
    try (TestServer primary = TestServer.start();
        FaultProxy link = FaultProxy.to(primary);
        BenchSite site = BenchSite.of(link.host(), link.port(), true);
        Understudy understudy = site.start()) {
      while (!understudy.status().fallback().running()) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos()); // the warm pool fills itself
      return strike(understudy.dataSource(), () -> fault.strike(primary, link));
    }
  }

  private static double peer(Fault fault) throws Exception {
    try (TestServer primary = TestServer.start();
        TestServer other = TestServer.start();
        FaultProxy link = FaultProxy.to(primary)) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {link.host(), other.host()});
      source.setPortNumbers(new int[] {link.port(), other.port()});
      source.setDatabaseName("postgres");
      source.setUser(TestServer.SUPERUSER);
      source.setPassword(TestServer.PASSWORD);
      BenchSite.migrate(primary.maintenance().dataSource());
      BenchSite.migrate(other.maintenance().dataSource());
      HikariConfig config = new HikariConfig();
      config.setDataSource(source);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        return strike(pool, () -> fault.strike(primary, link));
      }
    }
  }

  private static double strike(DataSource source, Runnable fault) throws Exception {
    for (int i = 0; i < 2000; i++) {
      write(source);
    }
    Thread striker = new Thread(fault, "striker");
    long begun = System.nanoTime();
    striker.start();
    boolean failed = false;
    while (System.nanoTime() - begun < PATIENCE.toNanos()) {
      try {
        write(source);
        if (failed) {
          double took = (System.nanoTime() - begun) / 1e6;
          striker.join();
          return took;
        }
      } catch (SQLException e) {
        failed = true;
      }
    }
    throw new IllegalStateException("no write within " + PATIENCE);
  }

  private static void write(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO note VALUES (" + KEYS.incrementAndGet() + ")");
    }
  }
}
