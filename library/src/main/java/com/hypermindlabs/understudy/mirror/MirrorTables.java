package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.Staging.Staged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the fallback says of each table that was carried, and of keys that are to be read again. */
final class MirrorTables {
  /**
   * A table that was carried.
   *
   * @param fingerprint the primary's of that time
   * @param snapshot of it, while that is not the mirror's own
   */
  record Carried(String fingerprint, @Nullable String snapshot) {}

  private MirrorTables() {}

  /** All of them by their names as in statements. */
  static Map<String, Carried> read(Connection connection) throws SQLException {
    Map<String, Carried> carried = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, fingerprint, snapshot FROM understudy.mirror_table")) {
      while (row.next()) {
        carried.put(row.getString(1), new Carried(row.getString(2), row.getString(3)));
      }
    }
    return carried;
  }

  static void write(
      Connection connection, TableName table, String fingerprint, @Nullable String snapshot)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO understudy.mirror_table (name, fingerprint, snapshot) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE"
                + " SET fingerprint = EXCLUDED.fingerprint, snapshot = EXCLUDED.snapshot")) {
      statement.setString(1, table.sql());
      statement.setString(2, fingerprint);
      statement.setString(3, snapshot);
      statement.executeUpdate();
    }
  }

  /** Forgets that tables were carried. */
  static void forget(Connection connection, Set<String> names) throws SQLException {
    if (!names.isEmpty()) {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM understudy.mirror_table WHERE name = ANY (?)")) {
        statement.setArray(1, connection.createArrayOf("text", names.toArray()));
        statement.executeUpdate();
      }
    }
  }

  /**
   * What the refresh list has of a table.
   *
   * @param keys how many
   * @param whole whether the whole table is asked for
   */
  record Asked(long keys, boolean whole) {
    static final Asked NOTHING = new Asked(0, false);
  }

  /** The refresh list by the names of tables as in statements. */
  static Map<String, Asked> refresh(Connection connection) throws SQLException {
    Map<String, Asked> asked = new HashMap<>();
    if (!exists(connection)) {
      return asked;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT c.name, count(*), bool_or(r.key = '{}') FROM understudy.refresh r"
                    + " JOIN understudy.covered c ON c.n = r.n GROUP BY c.name")) {
      while (row.next()) {
        asked.put(row.getString(1), new Asked(row.getLong(2), row.getBoolean(3)));
      }
    }
    return asked;
  }

  /** Whether the journal is installed yet, which has the list, and last of all this note. */
  private static boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('understudy.corrected') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * Notes that tables are the primary's image again, with the primary's keys, whatever outages had
   * made of them.
   *
   * @param epoch in which the fallback is
   */
  static void corrected(Connection connection, List<TableName> tables, long epoch)
      throws SQLException {
    if (!tables.isEmpty() && exists(connection)) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO understudy.corrected SELECT n, ? FROM understudy.covered"
                  + " WHERE name = ANY (?) ON CONFLICT (n) DO UPDATE SET epoch = EXCLUDED.epoch")) {
        statement.setLong(1, epoch);
        statement.setArray(
            2, connection.createArrayOf("text", tables.stream().map(TableName::sql).toArray()));
        statement.executeUpdate();
      }
    }
  }

  /** A table is the primary's image: whatever migrations have inserted is not there any more. */
  static void bornNothing(Connection connection, TableName table) throws SQLException {
    if (exists(connection)) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "DELETE FROM understudy.birth b USING understudy.covered c WHERE c.n = b.n AND c.name"
                  + " = ?")) {
        statement.setString(1, table.sql());
        statement.executeUpdate();
      }
    }
  }

  /**
   * Takes what was brought off the refresh list, which nobody writes to meanwhile: what migrations
   * have made of it does not matter any more.
   */
  static void refreshed(Connection connection, Staged staged) throws SQLException {
    boolean whole = staged.load().whole();
    for (String list : List.of("refresh", "birth")) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "DELETE FROM understudy."
                  + list
                  + " r USING understudy.covered c"
                  + (whole ? "" : ", " + staged.stage() + " s")
                  + " WHERE c.n = r.n AND c.name = ?"
                  + (whole ? "" : " AND r.key = " + staged.sql().keyAsTexts("s.")))) {
        statement.setString(1, staged.load().table().name().sql());
        statement.executeUpdate();
      }
    }
  }
}
