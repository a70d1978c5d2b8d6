package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A generated table.
 *
 * @param columns all that are stored; generated columns are in the database alone
 * @param drawsKeys whether the server makes the keys (identity or serial)
 * @param policy for conflicts, but those of AMOUNT columns, which are DELTA
 * @param partitions zero for an ordinary table
 */
record Table(
    String name,
    List<Column> columns,
    List<String> key,
    List<Reference> references,
    boolean drawsKeys,
    Policy policy,
    int partitions) {
  Table {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    references = List.copyOf(references);
  }

  int index(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no column " + column);
  }

  /** The place of the only column of that use, or -1. */
  int only(Column.Use use) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).use() == use) {
        return i;
      }
    }
    return -1;
  }

  Policy policy(int column) {
    return columns.get(column).use() == Column.Use.AMOUNT ? Policy.DELTA : policy;
  }

  boolean natural() {
    return only(Column.Use.NATURAL) >= 0;
  }

  /** Whether a row born on the fallback may get another key on its way home. */
  boolean renamable() {
    return natural() || (!drawsKeys && !"uuid".equals(columns.get(0).type()));
  }

  /** The place of the column that says what a row is, whatever its key. */
  int nameColumn() {
    return natural() ? unique() : only(Column.Use.TAG);
  }

  /** The place of the column that has at most one row per value besides the key, or -1. */
  int unique() {
    return Math.max(only(Column.Use.CODE), only(Column.Use.NATURAL));
  }

  String sql() {
    return "public." + Table.quoted(name);
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }

  static String list(List<String> names) {
    return names.stream().map(Table::quoted).collect(Collectors.joining(", "));
  }

  /** What makes it, without its references. */
  List<String> definition() {
    List<String> parts = new ArrayList<>();
    for (Column column : columns) {
      parts.add(quoted(column.name()) + " " + column.type() + " " + column.options());
    }
    parts.add("tag_length int GENERATED ALWAYS AS (length(tag)) STORED");
    parts.add("PRIMARY KEY (" + list(key) + ")");
    List<String> statements = new ArrayList<>();
    String partitioned = partitions == 0 ? "" : " PARTITION BY HASH (" + list(key) + ")";
    statements.add("CREATE TABLE " + sql() + " (" + String.join(", ", parts) + ")" + partitioned);
    for (int i = 0; i < partitions; i++) {
      statements.add(
          "CREATE TABLE public."
              + quoted(name + "_" + i)
              + " PARTITION OF "
              + sql()
              + " FOR VALUES WITH (MODULUS "
              + partitions
              + ", REMAINDER "
              + i
              + ")");
    }
    return statements;
  }

  List<String> referencesSql(Schema schema) {
    List<String> statements = new ArrayList<>();
    for (Reference reference : references) {
      Table target = schema.table(reference.target());
      statements.add(
          "ALTER TABLE "
              + sql()
              + " ADD FOREIGN KEY ("
              + list(reference.columns())
              + ") REFERENCES "
              + target.sql()
              + " ON DELETE "
              + reference.onDelete()
              + (reference.deferred() ? " DEFERRABLE INITIALLY DEFERRED" : ""));
    }
    return statements;
  }
}
