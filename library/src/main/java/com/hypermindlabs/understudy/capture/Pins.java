package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  /** How values are written as text. */
  private static final SortedMap<String, String> WRITING =
      new TreeMap<>(
          Map.of(
              "datestyle", "'ISO, YMD'",
              "intervalstyle", "'postgres'",
              "timezone", "'UTC'",
              "extra_float_digits", "3",
              "bytea_output", "'hex'"));

  /** How they are read from it, too. */
  private static final SortedMap<String, String> READING =
      new TreeMap<>(Map.of("xmloption", "'content'", "lc_monetary", "'C'", "array_nulls", "on"));

  /**
   * The longest silence within a transaction that changes tables or functions: others wait for its
   * locks, and its process may be stopped.
   */
  static final Duration SILENCE = Duration.ofSeconds(5);

  private static final String OWN_PATH = "SET LOCAL search_path = pg_catalog, pg_temp";

  /** From version 17 on, a transaction as a whole may have a limit; rounds end by themselves. */
  private static final int LIMITS_TRANSACTIONS = 17;

  /**
   * The time zone that the role or the database declares. The driver names that of this JVM at
   * every login, which is the session's default by then; the triggers and checks of a database with
   * other clients, too, are written for the declared one.
   */
  private static final String DECLARED_ZONE =
      "SELECT pg_catalog.set_config('timezone', d.zone, true) FROM (SELECT substr(c.setting, 10) AS"
          + " zone FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c (setting) WHERE"
          + " s.setdatabase IN (0, (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname ="
          + " current_database())) AND s.setrole IN (0, (SELECT r.oid FROM pg_catalog.pg_roles r"
          + " WHERE r.rolname = session_user)) AND c.setting ILIKE 'timezone=%' ORDER BY s.setrole"
          + " = 0, s.setdatabase = 0 LIMIT 1) d";

  /** Tells a trigger that the row was made elsewhere, with all that it makes of such a row. */
  private static final String CARRYING = "SET LOCAL understudy.carrying = 'on'";

  /**
   * Lets the statements of the transaction take as long as they take: copies of whole tables do, by
   * their size and by the link. That something comes at all is watched by the connection.
   */
  public static final String UNHURRIED = "SET LOCAL statement_timeout = 0";

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
      statement.execute(String.join("; ", statements(connection, lockTimeout, silence)));
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
   * The statements that pin them, for those who send them along with something else. None of them
   * takes a snapshot.
   *
   * @param connection that they are for; it is asked for the server's version, which it knows
   * @param lockTimeout the longest wait for any lock
   * @throws SQLException when the connection does not know
   */
  public static List<String> statements(Connection connection, Duration lockTimeout)
      throws SQLException {
    return statements(connection, lockTimeout, IDLE);
  }

  private static List<String> statements(
      Connection connection, Duration lockTimeout, Duration silence) throws SQLException {
    List<String> all = new ArrayList<>();
    all.add("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
    all.add("SET LOCAL statement_timeout = " + STATEMENT.toMillis());
    if (connection.getMetaData().getDatabaseMajorVersion() >= LIMITS_TRANSACTIONS) {
      all.add("SET LOCAL transaction_timeout = 0");
    }
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
   * The statements that give the application's triggers, checks and defaults the settings that they
   * know from writes of the application's own, for the rest of the transaction: before anything
   * that runs them. No value may be on its way as text then, in either direction.
   */
  public static List<String> released() {
    List<String> all = new ArrayList<>(releasedForTexts());
    READING.forEach((name, value) -> all.add(byDefault(name)));
    return all;
  }

  /**
   * The same where values are still read from texts: what decides how those are read stays pinned.
   * Dates, times and intervals, as we write them, are the same under every setting.
   */
  public static List<String> releasedForTexts() {
    List<String> all = new ArrayList<>();
    WRITING.forEach((name, value) -> all.add(byDefault(name)));
    all.add(DECLARED_ZONE);
    all.add(CARRYING);
    all.add(byDefault("row_security"));
    all.add(byDefault("search_path"));
    return all;
  }

  private static String byDefault(String setting) {
    return "SET LOCAL " + setting + " TO DEFAULT";
  }

  /** The statements that take {@link #released} back. */
  public static List<String> pinnedAgain() {
    List<String> all = new ArrayList<>(looks("SET LOCAL %s = %s"));
    all.add("SET LOCAL row_security = off");
    all.add(OWN_PATH);
    return all;
  }

  /**
   * Runs such statements.
   *
   * @throws SQLException what the server says
   */
  public static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join("; ", statements));
    }
  }

  /** Those that decide how values look as text, as options of a function. */
  static String functionOptions() {
    return String.join(" ", looks("SET %s = %s"));
  }

  private static List<String> looks(String form) {
    return Stream.of(WRITING, READING)
        .flatMap(settings -> settings.entrySet().stream())
        .map(setting -> String.format(form, setting.getKey(), setting.getValue()))
        .toList();
  }
}
