package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Absence;
import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Protection;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are protected, and the guards and journals on the fallback that follow from it.
 * Immutable, thread-safe.
 *
 * @param settings what is excluded, local by declaration, or to be held together
 */
record Coverage(FailoverSettings settings) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String NO_TABLE = "42P01";

  /**
   * Decides without the primary, as at a start that cannot reach it, and puts the guards in place:
   * what was closed when the primary was last seen stays closed.
   */
  List<Verdict> install(Link fallback) throws SQLException {
    try (Connection connection = fallback.open()) {
      Map<String, String> before = closedBefore(connection);
      List<Verdict> verdicts =
          decide(null, shapes(connection), connection).stream()
              .map(verdict -> close(verdict, before.get(verdict.name().sql())))
              .toList();
      return journaled(fallback, verdicts);
    }
  }

  /**
   * What both catalogs say.
   *
   * @param verdicts on the fallback's tables
   * @param absences tables that it lacks
   */
  record Decision(List<Verdict> verdicts, List<Absence> absences) {}

  /**
   * Decides with both catalogs.
   *
   * @param primary the tables there
   */
  Decision decide(List<TableShape> primary, Link fallback) throws SQLException {
    try (Connection connection = fallback.open()) {
      List<TableShape> here = shapes(connection);
      return new Decision(
          decide(primary, here, connection), Protection.absences(primary, here, settings.mirror()));
    }
  }

  /**
   * Puts the guards and journals in place.
   *
   * @return the verdicts; a table that could have no journal is closed
   */
  List<Verdict> journaled(Link fallback, List<Verdict> verdicts) throws SQLException {
    Map<TableName, String> failed =
        new Journal(fallback)
            .install(verdicts, Reconciler.holdTables(settings.conflicts(), verdicts));
    return verdicts.stream().map(verdict -> close(verdict, failed.get(verdict.name()))).toList();
  }

  /** The same verdict, or with a reason a closed one. */
  static Verdict close(Verdict verdict, @Nullable String reason) {
    return reason == null || verdict.state() != State.PROTECTED
        ? verdict
        : new Verdict(
            verdict.name(),
            State.CLOSED,
            reason,
            "see 'doctor'",
            verdict.primary(),
            verdict.fallback());
  }

  private List<Verdict> decide(
      @Nullable List<TableShape> primary, List<TableShape> here, Connection fallback)
      throws SQLException {
    return Protection.decide(primary, here, settings.mirror(), mayReplicate(fallback)).stream()
        .map(verdict -> close(verdict, impossible(verdict.fallback())))
        .toList();
  }

  private @Nullable String impossible(TableShape table) {
    return Reconciler.impossible(settings.conflicts(), table).orElse(null);
  }

  /** A server's tables; the names of types are such as statements under the pins understand. */
  static List<TableShape> shapes(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Pins.set(connection, PATIENCE);
      return Catalog.read(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Tried, as no function says it on every version. */
  private static boolean mayReplicate(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL session_replication_role = replica");
      return true;
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
        throw e;
      }
      return false;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Map<String, String> closedBefore(Connection connection) throws SQLException {
    Map<String, String> closed = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, reason FROM understudy.covered"
                    + " WHERE state = 'closed' AND reason IS NOT NULL")) {
      while (row.next()) {
        // Nobody has decided that: another process had made the table just then.
        if (!Journal.NOT_SEEN.equals(row.getString(2))) {
          closed.put(row.getString(1), row.getString(2));
        }
      }
    } catch (SQLException e) {
      if (!NO_TABLE.equals(e.getSQLState())) {
        throw e;
      }
    }
    return closed;
  }
}
