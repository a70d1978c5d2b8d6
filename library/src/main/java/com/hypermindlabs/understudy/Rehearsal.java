package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.TableName;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lets a session read the catalogs of tables, and compile their triggers, before somebody
 * waits for it. Nothing is executed: no row, no trigger, no default value.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** The statements, of which each may be refused for want of a right. */
  static List<String> of(List<TableName> tables) {
    return tables.stream().flatMap(Rehearsal::of).toList();
  }

  private static Stream<String> of(TableName table) {
    String literal = "'" + table.sql().replace("'", "''") + "'";
    return Stream.of(
        "EXPLAIN INSERT INTO " + table.sql() + " DEFAULT VALUES",
        "SELECT pg_catalog.plpgsql_validator(f.oid) FROM pg_catalog.pg_proc f"
            + " JOIN pg_catalog.pg_language l ON l.oid = f.prolang AND l.lanname = 'plpgsql'"
            + " WHERE f.oid IN (SELECT t.tgfoid FROM pg_catalog.pg_trigger t WHERE t.tgrelid = "
            + literal
            + "::pg_catalog.regclass)");
  }
}
