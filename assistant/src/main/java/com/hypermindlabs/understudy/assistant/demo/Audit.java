package com.hypermindlabs.understudy.assistant.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Every acknowledged write looked up on the primary after the return, row by row. Immutable.
 *
 * @param acknowledged how many there are
 * @param lost how many are not there, or not unchanged
 * @param duplicated how many are there more than once
 */
record Audit(long acknowledged, long lost, long duplicated) {
  /** Compares what was acknowledged, by whichever server, with the rows of the primary. */
  static Audit of(Iterable<Acknowledged.Write> writes, Map<String, List<String>> rows) {
    long acknowledged = 0;
    long lost = 0;
    long duplicated = 0;
    for (Acknowledged.Write write : writes) {
      List<String> found = rows.getOrDefault(write.key(), List.of());
      acknowledged++;
      if (!found.contains(Traffic.body(write.key()))) {
        lost++;
      }
      if (found.size() > 1) {
        duplicated++;
      }
    }
    return new Audit(acknowledged, lost, duplicated);
  }

  /** Both together. */
  Audit plus(Audit other) {
    return new Audit(
        acknowledged + other.acknowledged, lost + other.lost, duplicated + other.duplicated);
  }

  /** The texts of all messages on one server, by the client's key. */
  static Map<String, List<String>> rows(DataSource server) throws SQLException {
    Map<String, List<String>> rows = new HashMap<>();
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT client_key, body FROM chat_message")) {
      while (row.next()) {
        rows.computeIfAbsent(row.getString(1), any -> new ArrayList<>(1)).add(row.getString(2));
      }
    }
    return rows;
  }
}
