package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL's own logical replication of the table {@code bench}. */
final class Subscription implements AutoCloseable {
  private static final String SLOT = "bench_slot";

  private final BenchPrimary primary;
  private final Link fallback;

  /**
   * Begins to copy.
   *
   * @param fallback connections to a database with the empty table
   */
  Subscription(BenchPrimary primary, Link fallback) throws SQLException {
    this.primary = primary;
    this.fallback = fallback;
    BenchLinks.run(
        primary.link(),
        "CREATE PUBLICATION bench FOR TABLE bench",
        "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
    BenchLinks.run(
        fallback,
        "CREATE SUBSCRIPTION bench CONNECTION '"
            + BenchLinks.words(primary.database()).replace("'", "''")
            + "' PUBLICATION bench WITH (create_slot = false, slot_name = "
            + SLOT
            + ")");
  }

  /** Waits until the copy is over and changes are carried. */
  void awaitReady() throws SQLException {
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement()) {
      Await.yes(statement, "SELECT srsubstate = 'r' FROM pg_subscription_rel");
    }
  }

  /** Waits until all rows are there. */
  void awaitCopy(int rows) throws SQLException {
    awaitReady();
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement()) {
      Await.yes(statement, "SELECT count(*) = " + rows + " FROM bench");
    }
  }

  /** Waits until it has applied everything that is committed. */
  void awaitChanges() throws SQLException {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      String now;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
        row.next();
        now = row.getString(1);
      }
      Await.yes(
          statement,
          "SELECT replay_lsn >= '"
              + now
              + "' FROM pg_stat_replication WHERE application_name = 'bench'");
    }
  }

  @Override
  public void close() throws SQLException {
    BenchLinks.run(fallback, "DROP SUBSCRIPTION bench");
  }
}
