package com.hypermindlabs.understudy.assistant.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a schema that this program has left up to date, without Flyway. That is how nearly every
 * start finds it; Flyway takes most of a second to load and four connections to say the same.
 */
final class StandingHistory {
  /** The name of Flyway's table, in the current schema. */
  static final String TABLE = "assistant_schema_history";

  private StandingHistory() {}

  /**
   * The state of the schema when its history is this program's, row by row.
   *
   * @return nothing when anything differs; Flyway says what, and sets it right where it can
   */
  static Optional<SchemaState> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!exists(statement)) {
        return Optional.empty();
      }
      List<Script> scripts = Script.all();
      return applied(statement).equals(Optional.of(Set.copyOf(scripts)))
          ? Optional.of(
              new SchemaState(scripts.stream().map(StandingHistory::step).toList(), List.of()))
          : Optional.empty();
    }
  }

  /** Whether there are tables, and no history. */
  static boolean lacks(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return !exists(statement) && tables(statement);
    }
  }

  private static boolean tables(Statement statement) throws SQLException {
    try (ResultSet answer =
        statement.executeQuery(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND"
                + " relnamespace = to_regnamespace(quote_ident(current_schema())))")) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet answer =
        statement.executeQuery(
            "SELECT to_regclass(quote_ident(current_schema()) || '." + TABLE + "') IS NOT NULL")) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** What was applied; nothing when a row is of another sort, as of a step that failed. */
  private static Optional<Set<Script>> applied(Statement statement) throws SQLException {
    Set<Script> applied = new HashSet<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT type, version, success, script, description, checksum FROM " + TABLE)) {
      while (row.next()) {
        // The line under what stood in the schema before the program; see Migrations.
        if (Migrations.BASELINE.equals(row.getString("version"))
            && "BASELINE".equals(row.getString("type"))) {
          continue;
        }
        if (!row.getBoolean("success") || !"SQL".equals(row.getString("type"))) {
          return Optional.empty();
        }
        applied.add(
            new Script(
                row.getString("script"),
                row.getString("version"),
                row.getString("description"),
                row.getInt("checksum")));
      }
    }
    return Optional.of(applied);
  }

  private static SchemaState.Step step(Script script) {
    return new SchemaState.Step(script.version(), script.description(), true);
  }
}
