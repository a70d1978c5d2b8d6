package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The settings that every transaction of ours pins for itself, so that neither a role's defaults
 * nor what another client left behind in a pooler changes what values look like or how long a wait
 * may be. Nothing of ours is compiled: where the planner is told to leave a way of reading aside,
 * servers up to 17 say so by a cost that is above every threshold of the compiler, and a cycle of
 * milliseconds would be compiled for a second.
 */
public final class Pins {
  private static final Duration STATEMENT = Duration.ofMinutes(30);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private Pins() {}

  /**
   * Pins them for the current transaction, in one round trip. To be called first in it: auto-commit
   * has to be off.
   *
   * @param lockTimeout the longest wait for any lock
   * @throws SQLException what the server says
   */
  public static void set(Connection connection, Duration lockTimeout) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("pin settings: the connection is in auto-commit mode");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL lock_timeout = "
              + lockTimeout.toMillis()
              + "; SET LOCAL statement_timeout = "
              + STATEMENT.toMillis()
              + "; SET LOCAL idle_in_transaction_session_timeout = "
              + IDLE.toMillis()
              + "; "
              + Pins.text("SET LOCAL %s = %s; ")
              + "SET LOCAL synchronous_commit = on; SET LOCAL row_security = off; SET LOCAL jit = off;"
              + " SET LOCAL client_min_messages = warning;"
              + " SET LOCAL search_path = pg_catalog, pg_temp");
    }
  }

  /**
   * Takes the application's search path again for the rest of the transaction: before anything that
   * fires the application's triggers.
   *
   * @throws SQLException what the server says
   */
  public static void useApplicationPath(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path TO DEFAULT");
    }
  }

  /** Those that decide how values look as text, as options of a function. */
  static String functionOptions() {
    return text("SET %s = %s ").strip();
  }

  private static String text(String form) {
    StringBuilder all = new StringBuilder();
    String[][] pinned = {
      {"datestyle", "'ISO, YMD'"},
      {"intervalstyle", "'postgres'"},
      {"timezone", "'UTC'"},
      {"extra_float_digits", "3"},
      {"bytea_output", "'hex'"},
      {"xmloption", "'content'"},
      {"lc_monetary", "'C'"}
    };
    for (String[] setting : pinned) {
      all.append(String.format(form, setting[0], setting[1]));
    }
    return all.toString();
  }
}
