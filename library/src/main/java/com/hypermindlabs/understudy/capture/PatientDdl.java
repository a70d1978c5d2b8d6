package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs changes of tables one transaction each, with a short wait for the lock and many tries: a
 * lock that is waited for stops every writer of the table meanwhile.
 */
final class PatientDdl {
  private static final Set<String> LOCKED = Set.of("55P03", "40P01");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private final Duration wait;
  private final Duration patience;

  /**
   * @param wait for a lock, each time
   * @param patience in all
   */
  PatientDdl(Duration wait, Duration patience) {
    this.wait = wait;
    this.patience = patience;
  }

  /**
   * A change of one table.
   *
   * @param table that it locks
   * @param sql one or more statements
   */
  record Change(TableName table, String sql) {}

  /** What stands before the statements of each transaction. */
  String settings() {
    return "SET LOCAL client_min_messages = warning;\nSET LOCAL lock_timeout = "
        + wait.toMillis()
        + ";\n";
  }

  /**
   * Runs them, in turn as long as some of them get no lock.
   *
   * @return those that got none
   */
  List<Change> run(Connection connection, List<Change> changes) throws SQLException {
    long begun = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    List<Change> open = attempt(connection, changes);
    while (!open.isEmpty() && System.nanoTime() - begun < patience.toNanos()) {
      LockSupport.parkNanos(pause.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        return open;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      open = attempt(connection, open);
    }
    return open;
  }

  private List<Change> attempt(Connection connection, List<Change> changes) throws SQLException {
    List<Change> refused = new ArrayList<>();
    for (Change change : changes) {
      try {
        transaction(connection, change.sql());
      } catch (SQLException e) {
        if (!LOCKED.contains(String.valueOf(e.getSQLState()))) {
          throw new CaptureException(
              "change the capture of " + change.table() + ": " + e.getMessage(),
              "the role has to own the table, or be a member of its owner",
              e);
        }
        refused.add(change);
      }
    }
    return refused;
  }

  /** Runs statements in a transaction of their own, where others of ours take turns. */
  void transaction(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          settings()
              + Pins.changing()
              + ";\n"
              + "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('understudy.install'));\n"
              + sql);
      connection.commit();
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Who holds a table, in plain words. */
  static String holders(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT string_agg(DISTINCT concat_ws(' ', 'session', l.pid, 'of ' || a.usename), ', ')
            FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = pg_catalog.to_regclass(?) AND l.granted
              AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
            """)) {
      statement.setString(1, table.sql());
      try (ResultSet row = statement.executeQuery()) {
        String held = row.next() ? row.getString(1) : null;
        return held == null ? "another session" : held;
      }
    }
  }
}
