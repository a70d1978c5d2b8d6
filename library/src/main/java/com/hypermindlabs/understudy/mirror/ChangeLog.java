package com.hypermindlabs.understudy.mirror;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the primary's change log has in a window: of transactions that an earlier snapshot did not
 * see, because they were in progress then or had not begun.
 *
 * @param table the log, as a table of a query
 */
record ChangeLog(String table) {
  /** Of an entry that names all integers from its first value to its last. */
  static final String RANGE = "cardinality(key) = 3 AND key[2] IS NULL";

  private static final Pattern SNAPSHOT = Pattern.compile("\\d+:\\d+:[\\d,]*");

  /**
   * What the log has of one table.
   *
   * @param rows entries that name keys: of a key of several columns each names one
   * @param values how many keys they name where the key is one column
   * @param truncated whether the table was emptied
   */
  record Entries(long rows, long values, boolean truncated) {
    static final Entries NONE = new Entries(0, 0, false);

    Entries plus(Entries other) {
      return new Entries(rows + other.rows, values + other.values, truncated || other.truncated);
    }

    /** How many keys of so many columns are named, one that several entries name as often. */
    long keys(int columns) {
      return columns == 1 ? values : rows;
    }
  }

  /**
   * The condition on the log's rows, with the earlier snapshot written into it. What the current
   * snapshot cannot know of was logged on another server, and brought here by a dump.
   */
  String window(String since) {
    if (!SNAPSHOT.matcher(since).matches()) {
      throw new IllegalArgumentException("snapshot: " + since);
    }
    String snapshot = "'" + since + "'::pg_snapshot";
    return "xid >= pg_snapshot_xmax("
        + snapshot
        + ") AND xid < pg_snapshot_xmax(pg_current_snapshot()) OR xid = ANY (ARRAY(SELECT pg_snapshot_xip("
        + snapshot
        + ")))";
  }

  /** The entries of the window by the number of the table that they name. */
  Map<Long, Entries> entries(Connection connection, String since) throws SQLException {
    Map<Long, Entries> entries = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT rel::bigint, count(key), coalesce(sum(CASE WHEN "
                    + RANGE
                    + " THEN key[3]::bigint - key[1]::bigint + 1"
                    + " WHEN cardinality(key) = 2 AND key[1] = key[2] THEN 1"
                    + " ELSE cardinality(key) END), 0),"
                    + " bool_or(key IS NULL) FROM "
                    + table
                    + " WHERE "
                    + window(since)
                    + " GROUP BY rel");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        entries.put(row.getLong(1), new Entries(row.getLong(2), row.getLong(3), row.getBoolean(4)));
      }
    }
    return entries;
  }
}
