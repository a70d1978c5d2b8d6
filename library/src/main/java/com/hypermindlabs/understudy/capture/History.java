package com.hypermindlabs.understudy.capture;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells the tables in which migration tools note what they have run: each server keeps its own. A
 * copy of the primary's would keep a migration from ever running on the fallback.
 */
final class History {
  private static final Set<String> NAMES =
      Set.of(
          "flyway_schema_history", "schema_version", "databasechangelog", "databasechangeloglock");

  /** The columns that they have by whatever name: of Flyway, Liquibase, and the latter's lock. */
  private static final List<Set<String>> COLUMNS =
      List.of(
          Set.of("installed_rank", "script", "checksum", "installed_by", "installed_on", "success"),
          Set.of("author", "filename", "dateexecuted", "orderexecuted", "exectype", "md5sum"),
          Set.of("locked", "lockgranted", "lockedby"));

  private History() {}

  static boolean is(TableShape table) {
    Set<String> columns =
        table.columns().stream().map(column -> lower(column.name())).collect(Collectors.toSet());
    return NAMES.contains(lower(table.name().name()))
        || COLUMNS.stream().anyMatch(columns::containsAll);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
