package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journal on one fallback: for each protected table the rows that were changed while the gate
 * was open, each as it was before its first change. It is written by triggers of ours, in the
 * transaction that changes the row.
 *
 * <p>Thread-safe; keeps no connection.
 */
public final class Journal {
  /** Why a table is closed that came after the verdicts were made. */
  public static final String NOT_SEEN = "it is new and was not looked at yet";

  private final Link fallback;

  /**
   * Connects to nothing yet.
   *
   * @param fallback as the role that owns the tables
   */
  public Journal(Link fallback) {
    this.fallback = fallback;
  }

  /**
   * How many rows it holds.
   *
   * @param pending are to be sent
   * @param settled were sent and are kept because the primary made something else of them
   * @param held wait for a person
   */
  public record Count(long pending, long settled, long held) {}

  /**
   * Gives each table of the fallback the guard that its verdict asks for, and each protected one
   * its journal. To be called after the gate was installed and after every migration; what is there
   * already and right is left alone. When a table's shape changed its journal is made anew, and the
   * entries are kept.
   *
   * @param verdicts on the fallback's tables; a table without one is closed, a partition is treated
   *     as its root
   * @param holdTables whose transactions are to be told apart
   * @return the protected tables that could not be given a journal, with the reason; they are
   *     closed
   * @throws SQLException what the server says when no table can be seen to, as for want of a lock;
   *     tables done before it stay done
   */
  public Map<TableName, String> install(List<Verdict> verdicts, Set<TableName> holdTables)
      throws SQLException {
    try (Connection connection = fallback.open()) {
      return new JournalInstall(connection, verdicts, holdTables).run();
    }
  }

  /** How many rows are to be sent; 0 when it was never installed. */
  public long rows() throws SQLException {
    return count().pending();
  }

  /** How many rows it holds; none when it was never installed. */
  public Count count() throws SQLException {
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM understudy.journal_count()")) {
      row.next();
      return new Count(row.getLong("pending"), row.getLong("settled"), row.getLong("held"));
    } catch (SQLException e) {
      if ("42883".equals(e.getSQLState()) || "3F000".equals(e.getSQLState())) {
        return new Count(0, 0, 0);
      }
      throw e;
    }
  }

  /**
   * The last act of a return, on {@link Closing#connection()}: the keys of settled and held rows go
   * to the refresh list, and the journal is empty.
   *
   * @throws SQLException with SQLSTATE 55000 when rows are still to be sent
   */
  public static void empty(Connection connection) throws SQLException {
    empty(connection, false);
  }

  /**
   * Lets a session read what it will need for {@link #empty} and for the closing, while nobody
   * waits for it. The closing itself would lock the gate.
   */
  static void rehearse(Connection connection) throws SQLException {
    empty(connection, true);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pending FROM understudy.journal_count(); SELECT pg_catalog.plpgsql_validator("
              + "'understudy.close_gate(bigint, text)'::pg_catalog.regprocedure)");
    }
  }

  private static void empty(Connection connection, boolean rehearsal) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT understudy.empty_journal(" + rehearsal + ")");
    }
  }
}
