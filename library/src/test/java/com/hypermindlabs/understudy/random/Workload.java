package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Random statements on a schema, chosen by what there is, so that most of them succeed. Not
 * thread-safe.
 */
final class Workload implements Writes {
  private static final int KEYS = 30;
  private static final int CODES = 12;
  private static final String NOTHING = null;

  private final Schema schema;
  private final Random random;
  private final String name;
  private int tags;

  Workload(Schema schema, Random random, String name) {
    this.schema = schema;
    this.random = random;
    this.name = name;
  }

  /** Runs one to four statements. */
  @Override
  public void run(Connection connection, Reading reading) throws SQLException {
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Table table = schema.tables().get(random.nextInt(schema.tables().size()));
      List<RowId> rows = reading.of(table);
      int dice = rows.size() < 3 ? 0 : random.nextInt(20);
      if (dice < 6) {
        insert(connection, table, reading);
      } else if (dice < 17) {
        update(connection, table, hot(rows), reading);
      } else if (dice < 19) {
        delete(connection, table, hot(rows));
      } else {
        rename(connection, table, hot(rows));
      }
    }
  }

  /** Some rows are chosen far more often than others, so that both sides meet on them. */
  private RowId hot(List<RowId> rows) {
    int cold = random.nextInt(rows.size());
    return rows.get(random.nextInt(3) == 0 ? cold : Math.min(cold, random.nextInt(3)));
  }

  private void insert(Connection connection, Table table, Reading reading) throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean drawn = column.use() == Column.Use.KEY && table.drawsKeys();
      if (drawn || column.use() == Column.Use.REFERENCE) {
        continue;
      }
      columns.add(column.name());
      types.add(column.type());
      values.add(fresh(column));
    }
    for (Reference reference : table.references()) {
      Table target = schema.table(reference.target());
      boolean needed = table.key().contains(reference.columns().get(0));
      List<RowId> parents = reading.of(target);
      if (!parents.isEmpty() && (needed || random.nextInt(3) > 0)) {
        RowId parent = parents.get(random.nextInt(parents.size()));
        refer(table, reference, parent, columns, types, values);
      } else if (needed) {
        return;
      }
    }
    String sql =
        "INSERT INTO "
            + table.sql()
            + " ("
            + Table.list(columns)
            + ") VALUES ("
            + String.join(", ", types.stream().map(type -> "?::" + type).toList())
            + ")";
    execute(connection, sql, values);
  }

  private static void refer(
      Table table,
      Reference reference,
      RowId parent,
      List<String> columns,
      List<String> types,
      List<String> values) {
    for (int i = 0; i < reference.columns().size(); i++) {
      String column = reference.columns().get(i);
      columns.add(column);
      types.add(table.columns().get(table.index(column)).type());
      values.add(parent.key().get(i));
    }
  }

  private void update(Connection connection, Table table, RowId row, Reading reading)
      throws SQLException {
    List<String> sets = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean changed = random.nextInt(2) == 0;
      switch (column.use()) {
        case AMOUNT -> {
          if (changed) {
            sets.add(
                Table.quoted(column.name()) + " = " + Table.quoted(column.name()) + " + ?::bigint");
            values.add(Integer.toString(random.nextInt(2001) - 1000));
          }
        }
        case VALUE -> {
          if (changed) {
            sets.add(Table.quoted(column.name()) + " = ?::" + column.type());
            values.add(fresh(column));
          }
        }
        case CODE -> {
          if (changed && random.nextInt(2) == 0) {
            sets.add(Table.quoted(column.name()) + " = ?::text");
            values.add(fresh(column));
          }
        }
        default -> {}
      }
    }
    point(table, reading, sets, values);
    if (!sets.isEmpty()) {
      set(connection, table, row, sets, values);
    }
  }

  /** Turns a reference, now and then, to another row or to none. */
  private void point(Table table, Reading reading, List<String> sets, List<String> values) {
    for (Reference reference : table.references()) {
      if (table.key().contains(reference.columns().get(0)) || random.nextInt(4) > 0) {
        continue;
      }
      List<RowId> parents = reading.of(schema.table(reference.target()));
      RowId parent =
          parents.isEmpty() || random.nextInt(4) == 0
              ? null
              : parents.get(random.nextInt(parents.size()));
      for (int i = 0; i < reference.columns().size(); i++) {
        Column column = table.columns().get(table.index(reference.columns().get(i)));
        sets.add(Table.quoted(column.name()) + " = ?::" + column.type());
        values.add(parent == null ? NOTHING : parent.key().get(i));
      }
    }
  }

  private void rename(Connection connection, Table table, RowId row) throws SQLException {
    Column last = table.columns().get(table.index(table.key().get(table.key().size() - 1)));
    if (!table.drawsKeys() && last.use() == Column.Use.KEY) {
      List<String> values = new ArrayList<>(List.of(fresh(last)));
      set(
          connection,
          table,
          row,
          List.of(Table.quoted(last.name()) + " = ?::" + last.type()),
          values);
    }
  }

  private void set(
      Connection connection, Table table, RowId row, List<String> sets, List<String> values)
      throws SQLException {
    values.addAll(row.key());
    String sql =
        "UPDATE " + table.sql() + " SET " + String.join(", ", sets) + " WHERE " + match(table);
    execute(connection, sql, values);
  }

  private void delete(Connection connection, Table table, RowId row) throws SQLException {
    execute(connection, "DELETE FROM " + table.sql() + " WHERE " + match(table), row.key());
  }

  private static String match(Table table) {
    return String.join(
        " AND ",
        table.key().stream()
            .map(
                key ->
                    Table.quoted(key)
                        + " = ?::"
                        + table.columns().get(table.index(key)).type().replace("serial", "int"))
            .toList());
  }

  private static void execute(Connection connection, String sql, List<String> values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      statement.executeUpdate();
    }
  }

  private String fresh(Column column) {
    return switch (column.use()) {
      case TAG -> name + "-" + ++tags;
      case AMOUNT -> Integer.toString(random.nextInt(1000));
      case CODE -> random.nextInt(5) == 0 ? NOTHING : "c" + random.nextInt(CODES);
      case NATURAL -> "n" + random.nextInt(2 * CODES);
      case KEY -> key(column.type());
      default -> random.nextInt(8) == 0 ? NOTHING : value(column.type());
    };
  }

  private String key(String type) {
    return switch (type) {
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      case "text" -> "k" + random.nextInt(3);
      default -> Integer.toString(1 + random.nextInt(KEYS));
    };
  }

  private String value(String type) {
    int number = random.nextInt(1_000_000);
    return switch (type) {
      case "int", "xid8" -> Integer.toString(number);
      case "timestamptz" -> "2026-01-01 00:00:00." + String.format("%06d", number) + "+00";
      case "jsonb" -> "{\"n\": " + number + ", \"a\": [null, \"é\\\\\"]}";
      case "bytea" -> "\\x00ff" + String.format("%06d", number);
      case "numeric" -> number + (number % 2 == 0 ? ".50" : ".5");
      case "float8" -> number % 5 == 0 ? "-0" : Double.toString(number / 7.0);
      case "interval" -> number + " days 3 hours";
      case "text[]" -> "{\"a,b\",NULL,\"" + number + "\\\\\"}";
      default -> number % 9 == 0 ? "" : "tab\t line\n \\N é " + number;
    };
  }
}
