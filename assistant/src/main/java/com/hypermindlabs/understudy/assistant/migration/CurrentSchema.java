package com.hypermindlabs.understudy.assistant.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Looks at the schema before Flyway does: on a missing one it names no remedy, and on a missing
 * right it tries for nine seconds.
 */
final class CurrentSchema {
  private static final String NO_SCHEMA = "3F000";
  private static final String NO_RIGHT = "42501";

  private CurrentSchema() {}

  /** A connection in a schema that exists. */
  static Connection open(String operation, DataSource source) throws SQLException {
    Connection connection = connect(operation, source);
    try {
      if (ask(operation, connection, "SELECT current_schema() IS NULL")) {
        throw refused(
            operation + ": no schema of the role's search_path exists",
            "create a schema that the role owns, or name one with ALTER ROLE ... SET search_path",
            NO_SCHEMA);
      }
      return connection;
    } catch (MigrationException e) {
      connection.close();
      throw e;
    }
  }

  static void requireRightToCreate(String operation, DataSource source) throws SQLException {
    try (Connection connection = connect(operation, source)) {
      if (ask(
          operation, connection, "SELECT NOT has_schema_privilege(current_schema(), 'CREATE')")) {
        throw refused(
            operation + ": the role has no right to create in the current schema",
            "run migrations as the owner of the tables, or GRANT CREATE ON SCHEMA ... to the role",
            NO_RIGHT);
      }
    }
  }

  private static Connection connect(String operation, DataSource source) {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw unanswered(operation, e);
    }
  }

  private static boolean ask(String operation, Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() && answer.getBoolean(1);
    } catch (SQLException e) {
      throw unanswered(operation, e);
    }
  }

  private static MigrationException unanswered(String operation, SQLException e) {
    return new MigrationException(
        operation + ": " + e.getMessage(),
        "check that the server answers and that the role may sign in",
        e);
  }

  private static MigrationException refused(String message, String hint, String sqlState) {
    return new MigrationException(message, hint, new SQLException(message, sqlState));
  }
}
