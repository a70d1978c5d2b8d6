package com.hypermindlabs.understudy.drills.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All rows of the application's tables on one server, in one snapshot. */
final class Tables {
  /** Every table of the drilled application. */
  static final List<String> NAMES =
      List.of(
          "list",
          "account",
          "transfer",
          "counter",
          "tick",
          "handle",
          "claim",
          "parent",
          "child",
          "message",
          "document",
          "page");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, String>> rows = new TreeMap<>();

  static Tables read(Evidence.Source source) throws SQLException {
    Tables tables = new Tables();
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      for (String name : NAMES) {
        Map<String, String> table = new TreeMap<>();
        tables.rows.put(name, table);
        try (ResultSet row =
            statement.executeQuery("SELECT id::text, to_jsonb(t)::text FROM " + name + " t")) {
          while (row.next()) {
            table.put(row.getString(1), row.getString(2));
          }
        }
      }
      connection.rollback();
    }
    return tables;
  }

  boolean has(Op.Key key) {
    return table(key.table()).containsKey(key.key());
  }

  /** A row as JSON; null when there is none. */
  @Nullable JsonNode row(String table, String key) {
    String row = table(table).get(key);
    return row == null ? null : parse(row);
  }

  /** Every row of a table, by its key. */
  Map<String, JsonNode> all(String table) {
    Map<String, JsonNode> all = new TreeMap<>();
    table(table).forEach((key, row) -> all.put(key, parse(row)));
    return all;
  }

  private Map<String, String> table(String name) {
    return Objects.requireNonNull(rows.get(name), name);
  }

  private static JsonNode parse(String row) {
    try {
      return JSON.readTree(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a server's JSON is none: " + row, e);
    }
  }

  /** Where two servers differ. */
  List<String> differences(Tables other) {
    List<String> differences = new ArrayList<>();
    for (String name : NAMES) {
      Set<String> keys = new TreeSet<>(table(name).keySet());
      keys.addAll(other.table(name).keySet());
      for (String key : keys) {
        String here = table(name).get(key);
        String there = other.table(name).get(key);
        if (!Objects.equals(here, there)) {
          differences.add(name + " " + key + ": " + shortened(here) + " / " + shortened(there));
        }
      }
    }
    return differences;
  }

  private static String shortened(@Nullable String row) {
    return row == null ? "no row" : row.length() > 200 ? row.substring(0, 200) + "..." : row;
  }
}
