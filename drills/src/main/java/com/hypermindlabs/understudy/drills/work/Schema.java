package com.hypermindlabs.understudy.drills.work;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The application's tables, in two versions, and what they hold to begin with. */
public final class Schema {
  /** How many accounts there are, each with {@link #BALANCE}. */
  public static final int ACCOUNTS = 4;

  /** What each account has to begin with. */
  public static final int BALANCE = 1000;

  static final int COUNTERS = 2;
  static final int LISTS = 3;
  static final int DOCUMENTS = 2;
  static final int NAMES = 12;

  /** Every table, parents first. */
  public static final List<String> TABLES =
      List.of(
          "list",
          "account",
          "transfer",
          "counter",
          "tick",
          "handle",
          "claim",
          "parent",
          "child",
          "message",
          "document",
          "page");

  /** What two sides call the same thing. */
  public static final Map<String, List<List<String>>> NATURAL_KEYS =
      Map.of("handle", List.of(List.of("name")));

  /** Who wins where both sides changed the same. */
  public static final Map<String, String> POLICIES =
      Map.of(
          "*", "primary-wins",
          "account.balance", "delta",
          "counter.value", "delta",
          "document", "hold",
          "page", "hold");

  private static final String FIRST =
      """
      CREATE TABLE list (id int PRIMARY KEY, items text[] NOT NULL);
      CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL);
      CREATE TABLE transfer (id text PRIMARY KEY, source int NOT NULL REFERENCES account,
        target int NOT NULL REFERENCES account, amount bigint NOT NULL);
      CREATE TABLE counter (id int PRIMARY KEY, value bigint NOT NULL);
      CREATE TABLE tick (id text PRIMARY KEY, counter int NOT NULL REFERENCES counter,
        amount bigint NOT NULL);
      CREATE TABLE handle (id text PRIMARY KEY, name text NOT NULL UNIQUE);
      CREATE TABLE claim (id text PRIMARY KEY, handle text NOT NULL REFERENCES handle);
      CREATE TABLE parent (id text PRIMARY KEY, note text NOT NULL);
      CREATE TABLE child (id text PRIMARY KEY, parent text NOT NULL REFERENCES parent,
        note text NOT NULL);
      CREATE INDEX ON child (parent);
      CREATE TABLE message (id text PRIMARY KEY, conversation int NOT NULL, body text NOT NULL);
      CREATE TABLE document (id int PRIMARY KEY, title text NOT NULL);
      CREATE TABLE page (id text PRIMARY KEY, document int NOT NULL REFERENCES document);
      """;
  private static final String SECOND =
      "ALTER TABLE message ADD COLUMN IF NOT EXISTS mood text DEFAULT 'calm';"
          + " ALTER TABLE parent ADD COLUMN IF NOT EXISTS colour text";

  private Schema() {}

  /** Brings a server's schema up to a version, 1 or 2; may be repeated. */
  public static void migrate(Connection connection, int version) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Several processes may come to it at once.
      statement.execute("SELECT pg_advisory_xact_lock(4747)");
      if (!answers(statement, "to_regclass('page') IS NOT NULL")) {
        statement.execute(FIRST);
      }
      if (version > 1 && !atVersionTwo(statement)) {
        statement.execute(SECOND);
      }
      connection.commit();
    }
  }

  private static boolean atVersionTwo(Statement statement) throws SQLException {
    return answers(
        statement,
        "EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'parent'::regclass"
            + " AND attname = 'colour' AND NOT attisdropped)");
  }

  /** Puts in what the application starts from. */
  public static void fill(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO list SELECT n, '{}' FROM generate_series(1, " + LISTS + ") n");
      statement.execute(
          "INSERT INTO account SELECT n, "
              + BALANCE
              + " FROM generate_series(1, "
              + ACCOUNTS
              + ") n");
      statement.execute(
          "INSERT INTO counter SELECT n, 0 FROM generate_series(1, " + COUNTERS + ") n");
      statement.execute(
          "INSERT INTO document SELECT n, 'untitled' FROM generate_series(1, " + DOCUMENTS + ") n");
      statement.execute(
          "INSERT INTO parent SELECT 'base' || n, 'base' FROM generate_series(1, 4) n");
      statement.execute(
          "INSERT INTO child SELECT 'base' || n, 'base' || (n % 4 + 1), 'base'"
              + " FROM generate_series(1, 8) n");
      connection.commit();
    }
  }

  /** Whether a server's schema is of the second version. */
  public static boolean isSecond(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return atVersionTwo(statement);
    }
  }

  private static boolean answers(Statement statement, String condition) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + condition)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
