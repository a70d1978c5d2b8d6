package com.hypermindlabs.understudy.assistant.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Lets one process at a time change a server's schema. Flyway's own lock begins with its history
 * table: two that baseline at once both find none, and the second one fails. Held by an open
 * transaction, so that it works behind a transaction pooler; gone with its connection, whatever
 * happens to the process.
 */
final class MigrationTurn implements AutoCloseable {
  private static final String TAKE =
      "SET LOCAL lock_timeout = '2min';"
          + " SELECT pg_advisory_xact_lock(hashtext('understudy.assistant.migration'))";

  private final Connection connection;

  private MigrationTurn(Connection connection) {
    this.connection = connection;
  }

  /** Waits for the turn, two minutes at most. */
  static MigrationTurn take(String operation, DataSource source) {
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(TAKE);
        return new MigrationTurn(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MigrationException(
          operation + ": wait for another process that migrates: " + e.getMessage(),
          "see in pg_stat_activity who holds the advisory lock",
          e);
    }
  }

  /**
   * Flyway makes its history table and the first row in two transactions, and refuses an empty one:
   * that of a process which died between them is dropped.
   *
   * @param name of the table, in the current schema
   */
  void dropEmptyHistory(String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "DO $$ BEGIN IF to_regclass('"
              + name
              + "') IS NOT NULL THEN IF NOT EXISTS (SELECT FROM "
              + name
              + ") THEN DROP TABLE "
              + name
              + "; END IF; END IF; END $$");
      // The lock on the dropped table, or on the one that was looked at, ends here; the turn is
      // taken again at once, and whoever comes between finds nothing that is half done.
      connection.commit();
      statement.execute(TAKE);
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
    }
  }
}
