package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.TableShape.Kind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server's catalog says of the application's tables: not those of extensions, and not
 * our own. Three statements, whatever the number of tables.
 */
public final class Catalog {
  private static final String TABLES = Scripts.read(Catalog.class, "catalog-tables.sql");
  private static final String COLUMNS = Scripts.read(Catalog.class, "catalog-columns.sql");
  private static final String KEYS = Scripts.read(Catalog.class, "catalog-keys.sql");

  private final Map<Long, List<Column>> columns = new HashMap<>();
  private final Map<Long, List<ForeignKey>> foreignKeys = new HashMap<>();
  private final Map<Long, List<List<String>>> uniques = new HashMap<>();

  private Catalog() {}

  /**
   * The tables as the connection's role and transaction see them, by name.
   *
   * @throws SQLException what the server says
   */
  public static List<TableShape> read(Connection connection) throws SQLException {
    return new Catalog().tables(connection);
  }

  private List<TableShape> tables(Connection connection) throws SQLException {
    List<TableShape> bare = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        bare.add(bare(row));
      }
    }
    Array array = oids(connection, bare);
    readColumns(connection, array);
    readKeys(connection, array);
    return bare.stream().map(this::complete).toList();
  }

  /** The numbers of tables, for a parameter. */
  static Array oids(Connection connection, List<TableShape> tables) throws SQLException {
    return connection.createArrayOf("oid", tables.stream().map(TableShape::oid).toArray());
  }

  private static TableShape bare(ResultSet row) throws SQLException {
    @Nullable String parent = row.getString("parent_name");
    return new TableShape(
        new TableName(row.getString("schema"), row.getString("name")),
        row.getLong("oid"),
        row.getLong("file_node"),
        Kind.valueOf(row.getString("kind")),
        parent == null ? null : new TableName(row.getString("parent_schema"), parent),
        row.getBoolean("owned"),
        row.getBoolean("bound"),
        List.of(),
        strings(row, "key"),
        row.getString("unfit"),
        List.of(),
        List.of(),
        row.getBoolean("exclusions"),
        row.getBoolean("user_triggers"),
        row.getString("fingerprint"));
  }

  private TableShape complete(TableShape bare) {
    return new TableShape(
        bare.name(),
        bare.oid(),
        bare.fileNode(),
        bare.kind(),
        bare.parent(),
        bare.owned(),
        bare.bound(),
        columns.getOrDefault(bare.oid(), List.of()),
        bare.key(),
        bare.unfit(),
        foreignKeys.getOrDefault(bare.oid(), List.of()),
        uniques.getOrDefault(bare.oid(), List.of()),
        bare.exclusions(),
        bare.userTriggers(),
        bare.fingerprint());
  }

  private void readColumns(Connection connection, Array oids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setArray(1, oids);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.computeIfAbsent(row.getLong("oid"), oid -> new ArrayList<>()).add(column(row));
        }
      }
    }
  }

  private static Column column(ResultSet row) throws SQLException {
    return new Column(
        row.getString("name"),
        row.getString("type"),
        row.getString("base"),
        row.getInt("number"),
        row.getBoolean("not_null"),
        row.getBoolean("generated"),
        Column.Identity.valueOf(row.getString("identity")),
        row.getBoolean("binary_safe"),
        row.getString("sequence"),
        row.getString("equality"));
  }

  private void readKeys(Connection connection, Array oids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setArray(1, oids);
      statement.setArray(2, oids);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long oid = row.getLong("oid");
          if (row.getString("sort").equals("foreign")) {
            foreignKeys.computeIfAbsent(oid, key -> new ArrayList<>()).add(foreignKey(row));
          } else {
            uniques.computeIfAbsent(oid, key -> new ArrayList<>()).add(strings(row, "columns"));
          }
        }
      }
    }
  }

  private static ForeignKey foreignKey(ResultSet row) throws SQLException {
    return new ForeignKey(
        row.getString("name"),
        strings(row, "columns"),
        new TableName(row.getString("target_schema"), row.getString("target_name")),
        strings(row, "target_columns"),
        ForeignKey.Action.of(row.getString("on_delete")),
        ForeignKey.Action.of(row.getString("on_update")),
        row.getBoolean("deferrable"),
        row.getString("within"));
  }

  private static List<String> strings(ResultSet row, String name) throws SQLException {
    Array array = row.getArray(name);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
