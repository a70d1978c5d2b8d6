package com.hypermindlabs.understudy.capture;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the fallback remembers of a table: its number, and from what its journal was made.
 *
 * @param n names the table's objects in schema understudy
 * @param name {@link TableName#sql()}
 * @param state the name of a {@link Verdict.State}, in lower case
 * @param reason why it is closed
 * @param relation the table's oid when the journal was made
 * @param numbers the catalog's numbers of the image's columns, in the image's order
 * @param names their names then
 * @param types the types of the image's columns
 * @param keyColumns the names of the key's columns then
 * @param leaves the oids of the table and its partitions, as they were when its entries were last
 *     known to be of them
 * @param made a digest of all that was made; null when there is no journal for it
 */
record Covered(
    int n,
    String name,
    String state,
    @Nullable String reason,
    long relation,
    List<Integer> numbers,
    List<String> names,
    List<String> types,
    List<String> keyColumns,
    List<Long> leaves,
    @Nullable String made) {
  /** As they are called now: a migration may give an old type's name to another one. */
  private static final String TYPES =
      "coalesce((SELECT array_agg(format_type(a.atttypid, -1) ORDER BY substr(a.attname, 2)::int)"
          + " FROM pg_attribute a WHERE a.attrelid = to_regclass('understudy.journal_' || n)"
          + " AND a.attname ~ '^o[0-9]+$' AND NOT a.attisdropped), types)";

  private static final String READ =
      "SELECT n, name, state, reason, coalesce(relation, 0)::bigint AS relation, numbers, names,"
          + " "
          + TYPES
          + " AS types, key_columns, leaves::bigint[], made FROM understudy.covered ORDER BY n";

  /** Everything that is remembered. */
  static List<Covered> read(Connection connection) throws SQLException {
    List<Covered> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(
            new Covered(
                row.getInt("n"),
                row.getString("name"),
                row.getString("state"),
                row.getString("reason"),
                row.getLong("relation"),
                List.of((Integer[]) array(row, "numbers")),
                List.of((String[]) array(row, "names")),
                List.of((String[]) array(row, "types")),
                List.of((String[]) array(row, "key_columns")),
                List.of((Long[]) array(row, "leaves")),
                row.getString("made")));
      }
    }
    return all;
  }

  private static Object array(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array.getArray();
  }
}
