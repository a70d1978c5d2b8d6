package com.hypermindlabs.understudy.drills.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One operation under way in one transaction: statements, and notes of what they do. */
final class Work {
  private final Connection connection;
  private final History history;
  private final String id;
  private final Random random;

  Work(Connection connection, History history, String id, Random random) {
    this.connection = connection;
    this.history = history;
    this.id = id;
    this.random = random;
  }

  /** The operation's own name, unique for ever. */
  String id() {
    return id;
  }

  Random random() {
    return random;
  }

  void note(String what, String... words) {
    List<String> all = new ArrayList<>(List.of(id, what));
    all.addAll(List.of(words));
    history.add(all.toArray(String[]::new));
  }

  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** The first column of every row, as text. */
  List<String> list(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet row = statement.executeQuery()) {
      List<String> all = new ArrayList<>();
      while (row.next()) {
        all.add(String.valueOf(row.getString(1)));
      }
      return all;
    }
  }

  /** The first column of the first row; null when there is none. */
  @Nullable String one(String sql, Object... values) throws SQLException {
    List<String> all = list(sql, values);
    return all.isEmpty() ? null : all.get(0);
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Inserts a row whose key is text, and notes it. */
  void insert(String table, String key, String columns, Object... values) throws SQLException {
    Object[] all = new Object[values.length + 1];
    all[0] = key;
    System.arraycopy(values, 0, all, 1, values.length);
    update(
        "INSERT INTO "
            + table
            + " (id, "
            + columns
            + ") VALUES (?"
            + ", ?".repeat(values.length)
            + ")",
        all);
    note("row", table, key);
  }
}
