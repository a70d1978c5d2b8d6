package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /**
   * The longest silence within a transaction that changes tables or functions: others wait for its
   * locks, and its process may be stopped.
   */
  static final Duration SILENCE = Duration.ofSeconds(5);

  /**
   * Takes the application's search path again for the rest of the transaction: before anything that
   * fires the application's triggers.
   */
  public static final String APPLICATION_PATH = "SET LOCAL search_path TO DEFAULT";

  /** Takes back {@link #APPLICATION_PATH}. */
  public static final String OWN_PATH = "SET LOCAL search_path = pg_catalog, pg_temp";

  private Pins() {}

  /**
   * Pins them for the current transaction, in one round trip. To be called first in it: auto-commit
   * has to be off.
   *
   * @param lockTimeout the longest wait for any lock
   * @throws SQLException what the server says
   */
  public static void set(Connection connection, Duration lockTimeout) throws SQLException {
    set(connection, lockTimeout, IDLE);
  }

  /**
   * The same with a limit of one's own.
   *
   * @param silence how long the transaction may wait for its next statement before the server ends
   *     the session
   */
  static void set(Connection connection, Duration lockTimeout, Duration silence)
      throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("pin settings: the connection is in auto-commit mode");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join("; ", statements(lockTimeout, silence)));
    }
  }

  /** For a transaction that changes tables or functions; after {@link #set}, if that is called. */
  public static String changing() {
    return idle(SILENCE);
  }

  /** Lets the server end the session when the transaction's next statement takes longer. */
  private static String idle(Duration longest) {
    return "SET LOCAL idle_in_transaction_session_timeout = " + longest.toMillis();
  }

  /**
   * The statements that pin them, for those who send them along with something else.
   *
   * @param lockTimeout the longest wait for any lock
   */
  public static List<String> statements(Duration lockTimeout) {
    return statements(lockTimeout, IDLE);
  }

  private static List<String> statements(Duration lockTimeout, Duration silence) {
    List<String> all = new ArrayList<>();
    all.add("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
    all.add("SET LOCAL statement_timeout = " + STATEMENT.toMillis());
    all.add(idle(silence));
    all.addAll(looks("SET LOCAL %s = %s"));
    all.add("SET LOCAL synchronous_commit = on");
    all.add("SET LOCAL row_security = off");
    all.add("SET LOCAL jit = off");
    all.add("SET LOCAL client_min_messages = warning");
    all.add(OWN_PATH);
    return all;
  }

  /**
   * Takes the application's search path again for the rest of the transaction, as {@link
   * #APPLICATION_PATH} does.
   *
   * @throws SQLException what the server says
   */
  public static void useApplicationPath(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(APPLICATION_PATH);
    }
  }

  /** Those that decide how values look as text, as options of a function. */
  static String functionOptions() {
    return String.join(" ", looks("SET %s = %s"));
  }

  private static List<String> looks(String form) {
    String[][] pinned = {
      {"datestyle", "'ISO, YMD'"},
      {"intervalstyle", "'postgres'"},
      {"timezone", "'UTC'"},
      {"extra_float_digits", "3"},
      {"bytea_output", "'hex'"},
      {"xmloption", "'content'"},
      {"lc_monetary", "'C'"}
    };
    return Arrays.stream(pinned)
        .map(setting -> String.format(form, setting[0], setting[1]))
        .toList();
  }
}
