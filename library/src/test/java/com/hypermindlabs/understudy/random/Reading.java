package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** All rows of all tables of one side, as one statement saw them. */
record Reading(SortedMap<RowId, Image> rows) {
  Reading {
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
  }

  static Reading of(Connection connection, Schema schema) throws SQLException {
    SortedMap<RowId, List<String>> raw = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query(schema))) {
      while (result.next()) {
        raw.put(new RowId(result.getString(1), list(result, 2)), list(result, 3));
      }
    }
    return named(schema, raw);
  }

  /**
   * Rows of the tables under the policy hold that the asking transaction has written, be it what
   * they were: they bind transactions too. Nobody else's are in progress and visible.
   */
  static Set<RowId> writtenUnderHold(Connection connection, Schema schema) throws SQLException {
    Set<RowId> written = new TreeSet<>();
    try (Statement statement = connection.createStatement()) {
      for (Table table : schema.tables()) {
        if (table.policy() == Policy.HOLD) {
          try (ResultSet result =
              statement.executeQuery(
                  "SELECT ARRAY["
                      + texts(table.key())
                      + "] FROM "
                      + table.sql()
                      + " WHERE pg_xact_status(xmin::text::xid8) = 'in progress'")) {
            while (result.next()) {
              written.add(new RowId(table.name(), list(result, 1)));
            }
          }
        }
      }
    }
    return written;
  }

  private static String query(Schema schema) {
    List<String> parts = new ArrayList<>();
    for (Table table : schema.tables()) {
      parts.add(
          "SELECT '"
              + table.name()
              + "', ARRAY["
              + texts(table.key())
              + "], ARRAY["
              + texts(table.columns().stream().map(Column::name).toList())
              + "] FROM "
              + table.sql());
    }
    return String.join(" UNION ALL ", parts);
  }

  private static String texts(List<String> columns) {
    return String.join(
        ", ", columns.stream().map(column -> Table.quoted(column) + "::text").toList());
  }

  private static List<String> list(ResultSet result, int column) throws SQLException {
    List<String> values = new ArrayList<>();
    Collections.addAll(values, (String[]) result.getArray(column).getArray());
    return values;
  }

  /** Puts names in the place of references that may be rewritten on the way home. */
  static Reading named(Schema schema, Map<RowId, List<String>> raw) {
    SortedMap<RowId, Image> rows = new TreeMap<>();
    raw.forEach((id, values) -> rows.put(id, new Image(values, seen(schema, id, values, raw))));
    return new Reading(rows);
  }

  private static List<String> seen(
      Schema schema, RowId id, List<String> values, Map<RowId, List<String>> raw) {
    Table table = schema.table(id.table());
    List<String> seen = new ArrayList<>(values);
    for (Reference reference : table.references()) {
      Table target = schema.table(reference.target());
      RowId parent = parent(table, reference, values);
      if (parent != null && target.renamable() && raw.containsKey(parent)) {
        for (String column : reference.columns()) {
          seen.set(table.index(column), "is " + raw.get(parent).get(target.nameColumn()));
        }
      }
    }
    return seen;
  }

  /** The row that a reference leads to; null where it leads nowhere. */
  static RowId parent(Table table, Reference reference, List<String> values) {
    List<String> key = new ArrayList<>();
    for (String column : reference.columns()) {
      String value = values.get(table.index(column));
      if (value == null) {
        return null;
      }
      key.add(value);
    }
    return new RowId(reference.target(), key);
  }

  /** What became of each row from this reading to a later one. */
  List<Change> changesTo(Reading later) {
    TreeSet<RowId> all = new TreeSet<>(rows.keySet());
    all.addAll(later.rows.keySet());
    List<Change> changes = new ArrayList<>();
    for (RowId row : all) {
      Image before = rows.get(row);
      Image after = later.rows.get(row);
      if (!Objects.equals(raw(before), raw(after))) {
        changes.add(new Change(row, before, after));
      }
    }
    return changes;
  }

  private static List<String> raw(Image image) {
    return image == null ? null : image.values();
  }

  List<RowId> of(Table table) {
    return rows.keySet().stream().filter(row -> row.table().equals(table.name())).toList();
  }
}
