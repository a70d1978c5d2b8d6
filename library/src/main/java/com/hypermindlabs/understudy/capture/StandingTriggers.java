package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Our triggers on the fallback's tables as they are, by table: each name with its argument. */
final class StandingTriggers {
  private static final String READ = Scripts.read(StandingTriggers.class, "journal-standing.sql");

  private final Map<Long, Map<String, @Nullable String>> byTable = new HashMap<>();

  private StandingTriggers() {}

  static StandingTriggers read(Connection connection, List<TableShape> tables) throws SQLException {
    StandingTriggers standing = new StandingTriggers();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setArray(1, Catalog.oids(connection, tables));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          standing
              .byTable
              .computeIfAbsent(row.getLong("relation"), oid -> new HashMap<>())
              .put(row.getString("name"), row.getString("argument"));
        }
      }
    }
    return standing;
  }

  /** Whether a trigger stands and was told this. */
  boolean has(TableShape table, String trigger, @Nullable String argument) {
    Map<String, @Nullable String> triggers = of(table);
    return triggers.containsKey(trigger) && Objects.equals(triggers.get(trigger), argument);
  }

  /** The triggers beside the guard. */
  Set<String> ofJournal(TableShape table) {
    return of(table).keySet().stream()
        .filter(name -> !name.equals(Guards.NAME))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Map<String, @Nullable String> of(TableShape table) {
    return byTable.getOrDefault(table.oid(), Map.of());
  }
}
