package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.JournalCarry.Conversion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes, changes and takes away what the journal of one table consists of, within the caller's
 * transaction.
 */
final class JournalTables {
  private static final String RELEASE = Scripts.read(JournalTables.class, "journal-release.sql");

  private final Connection connection;

  JournalTables(Connection connection) {
    this.connection = connection;
  }

  /** Makes table and functions, or brings them into shape, the entries kept. */
  void make(Covered covered, JournalText text) throws SQLException {
    rekey(covered, text.shape());
    if (!exists(covered)) {
      execute(connection, text.table());
    } else {
      markable(covered.n());
      if (JournalCarry.needed(covered, text)) {
        change(covered, text);
      }
    }
    execute(connection, text.functions());
    remember(text);
  }

  /**
   * Calls rows that migrations have inserted by another key, where the table has got one and the
   * columns of the old one are still there; else nothing is known of them any more.
   */
  private void rekey(Covered covered, TableShape shape) throws SQLException {
    List<Integer> before =
        covered.keyColumns().stream()
            .map(name -> covered.names().indexOf(name))
            .map(i -> i < 0 ? 0 : covered.numbers().get(i))
            .toList();
    List<Integer> now = shape.keyColumns().stream().map(Column::number).toList();
    if (before.isEmpty() || before.equals(now)) {
      return;
    }
    String which = "b.n = " + covered.n() + " AND NOT b.noted AND b.key <> '{}'";
    List<String> old =
        shape.columns().stream()
            .filter(column -> before.contains(column.number()))
            .sorted(Comparator.comparing(column -> before.indexOf(column.number())))
            .map(column -> "t." + column.sql() + "::text")
            .toList();
    if (old.size() < before.size()) {
      execute(connection, "DELETE FROM understudy.birth b WHERE " + which);
      return;
    }
    execute(
        connection,
        "UPDATE understudy.birth b SET key = ARRAY["
            + shape.keyColumns().stream()
                .map(column -> "t." + column.sql() + "::text")
                .collect(Collectors.joining(", "))
            + "] FROM "
            + shape.name().sql()
            + " t WHERE "
            + which
            + " AND b.key = ARRAY["
            + String.join(", ", old)
            + "]");
  }

  /** Takes it away, unless it holds entries: then these stay. */
  void release(Covered covered) throws SQLException {
    if (covered.made() != null || exists(covered)) {
      execute(connection, RELEASE.replace("${n}", Integer.toString(covered.n())));
    }
  }

  /**
   * Takes the entries of a partition that was detached to the journal of what it belongs to now.
   *
   * @param to whose journal is made if need be, and stays while it holds entries
   */
  void sort(DetachedPartition part, Covered to) throws SQLException {
    if (!exists(part.from().n())) {
      return;
    }
    boolean kept = exists(to);
    if (!kept) {
      make(to, part.to());
    }
    markable(part.from().n());
    boolean sent = truth("SELECT to_regclass('" + part.from().sent().name() + "') IS NOT NULL");
    execute(connection, part.statements(sent));
    if (!kept) {
      release(to);
    }
  }

  /** Remembers which partitions a table has, once its entries are of them. */
  void sorted(Covered covered, List<Long> leaves) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE understudy.covered SET leaves = ?::bigint[]::oid[] WHERE n = ?")) {
      statement.setArray(1, connection.createArrayOf("int8", leaves.toArray()));
      statement.setInt(2, covered.n());
      statement.executeUpdate();
    }
  }

  /** Remembers why a table is closed. */
  void closed(Covered covered, String reason) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE understudy.covered SET state = 'closed', reason = ?, made = NULL WHERE n = ?"
                + " AND reason IS DISTINCT FROM ?")) {
      statement.setString(1, reason);
      statement.setInt(2, covered.n());
      statement.setString(3, reason);
      statement.executeUpdate();
    }
  }

  private boolean exists(Covered covered) throws SQLException {
    return exists(covered.n());
  }

  private boolean exists(int n) throws SQLException {
    return truth("SELECT to_regclass('understudy.journal_" + n + "') IS NOT NULL");
  }

  /** Earlier builds had no marks of migrations, and kept nothing of what is held. */
  private void markable(int n) throws SQLException {
    execute(
        connection,
        "ALTER TABLE IF EXISTS understudy.journal_%d ADD COLUMN IF NOT EXISTS held_in uuid, ADD COLUMN"
                .formatted(n)
            + " IF NOT EXISTS held_as text[]");
    for (String table : List.of("journal_", "sent_")) {
      execute(
          connection,
          "ALTER TABLE IF EXISTS understudy.%s%d ADD COLUMN IF NOT EXISTS migrated text[]"
              .formatted(table, n));
    }
  }

  private void change(Covered covered, JournalText text) throws SQLException {
    String journal = "understudy.journal_" + covered.n();
    execute(connection, "LOCK TABLE " + journal + " IN ACCESS EXCLUSIVE MODE");
    if (!truth("SELECT EXISTS (SELECT FROM " + journal + ")")) {
      execute(
          connection,
          "DROP TABLE IF EXISTS "
              + text.sent().name()
              + "; DROP TABLE "
              + journal
              + ";\n"
              + text.table());
      return;
    }
    boolean sent = truth("SELECT to_regclass('" + text.sent().name() + "') IS NOT NULL");
    Set<String> alike = alike(covered, text);
    for (Conversion how : Conversion.values()) {
      Savepoint before = connection.setSavepoint();
      try {
        carry(new JournalCarry(covered, text, how, alike), sent);
        return;
      } catch (SQLException e) {
        if (how == Conversion.UNKNOWN || !unconverted(e)) {
          throw e;
        }
        connection.rollback(before);
      }
    }
  }

  /** Pairs of types, one of before and one of now, that have the same values by the same bytes. */
  private Set<String> alike(Covered covered, JournalText text) throws SQLException {
    Set<String> pairs = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT DISTINCT o.type, n.type FROM unnest(?::text[]) o (type)"
                + " CROSS JOIN unnest(?::text[]) n (type) JOIN pg_cast c ON c.castmethod = 'b'"
                + " AND c.castsource = to_regtype(o.type) AND c.casttarget = to_regtype(n.type)")) {
      statement.setArray(1, connection.createArrayOf("text", covered.types().toArray()));
      statement.setArray(2, connection.createArrayOf("text", text.types().toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          pairs.add(JournalCarry.pair(row.getString(1), row.getString(2)));
        }
      }
    }
    return pairs;
  }

  /** There is no cast between the types, or not for a value. */
  private static boolean unconverted(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.equals("42846") || state.startsWith("22");
  }

  private void carry(JournalCarry carry, boolean sent) throws SQLException {
    execute(connection, carry.statements());
    if (sent) {
      execute(connection, carry.sent());
    }
  }

  private void remember(JournalText text) throws SQLException {
    TableShape shape = text.shape();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE understudy.covered SET relation = ?::bigint::oid, numbers = ?, names = ?,"
                + " types = ?, key_columns = ?, made = ? WHERE n = ?")) {
      statement.setLong(1, shape.oid());
      statement.setArray(
          2, connection.createArrayOf("int4", JournalCarry.numbers(shape).toArray()));
      statement.setArray(
          3, connection.createArrayOf("text", shape.stored().stream().map(Column::name).toArray()));
      statement.setArray(4, connection.createArrayOf("text", text.types().toArray()));
      statement.setArray(5, connection.createArrayOf("text", shape.key().toArray()));
      statement.setString(6, text.digest());
      statement.setInt(7, text.n());
      statement.executeUpdate();
    }
  }

  private boolean truth(String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Runs statements as they are: braces in them are PostgreSQL's. */
  static void execute(Connection connection, String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(statements);
    }
  }
}
