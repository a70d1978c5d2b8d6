package com.hypermindlabs.understudy.assistant.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks a server for facts. */
record Questions(Connection connection) {
  boolean yes(String sql) throws SQLException {
    List<String> rows = list(sql);
    return !rows.isEmpty() && "t".equals(rows.get(0));
  }

  String text(String sql) throws SQLException {
    List<String> rows = list(sql);
    return rows.isEmpty() ? "" : rows.get(0);
  }

  /** The first column. */
  List<String> list(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        String value = rows.getString(1);
        values.add(value == null ? "" : value);
      }
      return values;
    }
  }
}
