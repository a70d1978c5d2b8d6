package com.hypermindlabs.understudy.assistant.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Rows as text, for comparing two servers row by row. */
final class Rows {
  /**
   * Both sides of all tables.
   *
   * @param rows how many rows the primary has
   * @param different how many rows one side has and the other has not, or not the same
   */
  record Compared(long rows, long different) {}

  private Rows() {}

  /** The first column of a query's rows. */
  static List<String> of(DataSource server, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  /** Compares tables, every row of them. */
  static Compared compare(DataSource primary, DataSource fallback, List<String> tables)
      throws SQLException {
    long rows = 0;
    long different = 0;
    for (String table : tables) {
      String query = "SELECT t::text FROM " + table + " t";
      List<String> there = of(primary, query);
      Set<String> onlyThere = new HashSet<>(there);
      Set<String> onlyHere = new HashSet<>(of(fallback, query));
      rows += there.size();
      Set<String> both = new HashSet<>(onlyThere);
      both.retainAll(onlyHere);
      onlyThere.removeAll(both);
      onlyHere.removeAll(both);
      different += onlyThere.size() + onlyHere.size();
    }
    return new Compared(rows, different);
  }
}
