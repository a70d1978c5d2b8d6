package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Scripts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads sequences and blocks. */
final class SequenceCatalog {
  static final String UNFED = Scripts.read(SequenceCatalog.class, "sequences-unfed.sql");

  private SequenceCatalog() {}

  /** The sequences of a server by their names as in statements. */
  static Map<String, Sequence> read(Connection connection) throws SQLException {
    Map<String, Sequence> sequences = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT format('%I.%I', schemaname, sequencename), min_value, max_value,"
                    + " increment_by, cycle, last_value FROM pg_sequences")) {
      while (row.next()) {
        long last = row.getLong(6);
        @Nullable Long given = row.wasNull() ? null : last;
        sequences.put(
            row.getString(1),
            new Sequence(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getBoolean(5),
                given));
      }
    }
    return sequences;
  }

  /**
   * Those that no column has as its default or its own: programs draw from them before they write a
   * row, as Hibernate does.
   */
  static List<String> unfed(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(UNFED)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  /**
   * The last number that each has given, or the one before its first; without those that our role
   * may not look at.
   */
  static Map<String, BigDecimal> given(Connection connection) throws SQLException {
    Map<String, BigDecimal> given = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT s.name, coalesce(s.last_value, s.start_value::numeric - s.increment_by)"
                    + " FROM (SELECT format('%I.%I', schemaname, sequencename) AS name, *"
                    + " FROM pg_sequences) s WHERE"
                    + " has_sequence_privilege(to_regclass(s.name)::oid, 'SELECT, USAGE')")) {
      while (row.next()) {
        given.put(row.getString(1), row.getBigDecimal(2));
      }
    }
    return given;
  }

  /** The blocks that the fallback's sequences were given, of the primary of now. */
  static Map<String, Sequence.Run> blocks(Connection connection) throws SQLException {
    Map<String, Sequence.Run> blocks = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, low, high FROM understudy.sequence_block WHERE NOT outdated")) {
      while (row.next()) {
        blocks.put(row.getString(1), new Sequence.Run(row.getLong(2), row.getLong(3)));
      }
    }
    return blocks;
  }
}
