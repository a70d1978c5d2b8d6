package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The application's triggers on the fallback that fire in the replica role, in which the mirror
 * writes: what they did on the primary arrives as rows, and they would do it once more here. Such a
 * trigger can be told to leave that role alone, and is for all others what it was.
 */
final class ReplicaTriggers {
  private static final String READ = Scripts.read(ReplicaTriggers.class, "journal-replica.sql");

  private final Map<Long, List<String>> byTable = new HashMap<>();

  private ReplicaTriggers() {}

  static ReplicaTriggers read(Connection connection, List<TableShape> tables) throws SQLException {
    ReplicaTriggers triggers = new ReplicaTriggers();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setArray(1, Catalog.oids(connection, tables));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          triggers
              .byTable
              .computeIfAbsent(row.getLong("relation"), oid -> new ArrayList<>())
              .add(
                  (row.getBoolean("always") ? "ENABLE" : "DISABLE")
                      + " TRIGGER "
                      + TableName.quoted(row.getString("name")));
        }
      }
    }
    return triggers;
  }

  /** The statements that keep those of a table from firing then. */
  List<String> quieting(TableShape table) {
    return byTable.getOrDefault(table.oid(), List.of()).stream()
        .map(change -> "ALTER TABLE " + table.name().sql() + " " + change)
        .toList();
  }
}
