package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the routing data source costs over bare HikariCP on the same server: borrow and return, and
 * borrow, {@code SELECT 1}, return. The two take turns, block by block, so that a drift of the
 * machine's speed hits both.
 */
final class BorrowCost {
  private static final int BLOCKS = 60;
  private static final int BORROWS = 200_000;
  private static final int QUERIES = 2_000;

  private BorrowCost() {}

  private interface Work {
    void once(DataSource source) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    try (TestServer server = TestServer.start();
        BenchSite site = BenchSite.of(server.host(), server.port(), false);
        Understudy understudy = site.start();
        HikariDataSource bare = bare(server)) {
      compare("borrow and return", bare, understudy.dataSource(), BORROWS, BorrowCost::borrow);
      compare(
          "borrow, SELECT 1, return", bare, understudy.dataSource(), QUERIES, BorrowCost::query);
    }
  }

  private static HikariDataSource bare(TestServer server) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {server.host()});
    source.setPortNumbers(new int[] {server.port()});
    source.setDatabaseName("postgres");
    source.setUser(TestServer.SUPERUSER);
    source.setPassword(TestServer.PASSWORD);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
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

  private static void compare(String name, DataSource bare, DataSource routed, int turns, Work work)
      throws Exception {
    for (int warm = 0; warm < 10; warm++) {
      block(bare, turns, work);
      block(routed, turns, work);
    }
    double[] ofBare = new double[BLOCKS];
    double[] ofRouted = new double[BLOCKS];
    double[] ratio = new double[BLOCKS];
    double[] more = new double[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      boolean bareFirst = i % 2 == 0;
      double first = block(bareFirst ? bare : routed, turns, work);
      double second = block(bareFirst ? routed : bare, turns, work);
      ofBare[i] = bareFirst ? first : second;
      ofRouted[i] = bareFirst ? second : first;
      ratio[i] = ofRouted[i] / ofBare[i];
      more[i] = ofRouted[i] - ofBare[i];
    }
    System.out.printf("%s, ns each, %d blocks of %d%n", name, BLOCKS, turns);
    System.out.printf("  bare HikariCP  %s%n", Figures.spread(ofBare));
    System.out.printf("  understudy     %s%n", Figures.spread(ofRouted));
    System.out.printf("  ratio          %s%n", Figures.spread(ratio));
    System.out.printf("  difference     %s%n", Figures.spread(more));
  }

  private static double block(DataSource source, int turns, Work work) throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      work.once(source);
    }
    return (double) (System.nanoTime() - begun) / turns;
  }
}
