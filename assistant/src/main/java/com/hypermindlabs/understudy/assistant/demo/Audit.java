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
 * Every acknowledged write looked up, row by row. Immutable.
 *
 * @param acknowledged how many there are
 * @param lost how many are not, or not unchanged, on the server that acknowledged them
 * @param duplicated how many are there more than once, or on the other server as well although that
 *     one was asked first and had said yes
 * @param unheard how many the primary had committed when it was killed without the answer getting
 *     through, and were then repeated under their key on the fallback: one write that both servers
 *     hold, for the return to make one
 */
record Audit(long acknowledged, long lost, long duplicated, long unheard) {
  /** Compares what was acknowledged with the rows of both servers. */
  static Audit of(
      Iterable<Acknowledged.Write> writes,
      int primaryPort,
      Map<String, List<String>> onPrimary,
      Map<String, List<String>> onFallback) {
    long acknowledged = 0;
    long lost = 0;
    long duplicated = 0;
    long unheard = 0;
    for (Acknowledged.Write write : writes) {
      boolean byPrimary = write.port() == primaryPort;
      Map<String, List<String>> there = byPrimary ? onPrimary : onFallback;
      Map<String, List<String>> elsewhere = byPrimary ? onFallback : onPrimary;
      List<String> rows = there.getOrDefault(write.key(), List.of());
      acknowledged++;
      if (!rows.contains(Traffic.body(write.key()))) {
        lost++;
      }
      if (rows.size() > 1 || (byPrimary && elsewhere.containsKey(write.key()))) {
        duplicated++;
      } else if (!byPrimary && elsewhere.containsKey(write.key())) {
        unheard++;
      }
    }
    return new Audit(acknowledged, lost, duplicated, unheard);
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
