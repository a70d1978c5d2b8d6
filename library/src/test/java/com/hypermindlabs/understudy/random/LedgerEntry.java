package com.hypermindlabs.understudy.random;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of the ledger, read by itself. */
record LedgerEntry(long id, RowId row, String kind, String reason, Map<String, String> ours) {
  boolean held() {
    return kind.equals("held");
  }

  static List<LedgerEntry> read(Connection primary, Schema schema) throws SQLException {
    List<LedgerEntry> entries = new ArrayList<>();
    try (Statement statement = primary.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT id, table_name, key, kind, reason, columns, ours FROM understudy.ledger"
                    + " WHERE resolved IS NULL ORDER BY id")) {
      while (result.next()) {
        RowId row = new RowId(table(schema, result.getString(2)), list(result.getArray(3)));
        entries.add(
            new LedgerEntry(
                result.getLong(1),
                row,
                result.getString(4),
                result.getString(5),
                image(list(result.getArray(6)), list(result.getArray(7)))));
      }
    }
    return entries;
  }

  private static List<String> list(Array array) throws SQLException {
    return array == null ? null : Arrays.asList((String[]) array.getArray());
  }

  private static Map<String, String> image(List<String> columns, List<String> values) {
    if (columns == null || values == null) {
      return null;
    }
    Map<String, String> image = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      image.put(columns.get(i), values.get(i));
    }
    return image;
  }

  private static String table(Schema schema, String qualified) {
    String bare = qualified.replace("\"", "").replace("public.", "");
    return schema.tables().stream()
        .map(Table::name)
        .filter(name -> name.equals(bare) || bare.startsWith(name + "_"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the ledger names an unknown table " + qualified));
  }
}
