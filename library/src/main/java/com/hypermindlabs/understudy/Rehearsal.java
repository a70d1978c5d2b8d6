package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.TableName;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lets a session read the catalogs of tables, and compile and plan their triggers, before
 * somebody waits for it. No row is written and no default value taken. Of triggers only ours are
 * executed, by statements that find no row, and where a table has no others and no rules.
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
            + "::pg_catalog.regclass)",
        unlessSomebodyMinds(literal, "INSERT INTO " + table.sql() + " SELECT WHERE false;"),
        unlessSomebodyMinds(
            literal,
            "EXECUTE (SELECT pg_catalog.format('UPDATE %s SET %2$I = %2$I WHERE false', a.attrelid"
                + "::pg_catalog.regclass, a.attname) FROM pg_catalog.pg_attribute a"
                + " WHERE a.attrelid = "
                + literal
                + "::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped"
                + " AND a.attgenerated = '' AND a.attidentity <> 'a' ORDER BY a.attnum LIMIT 1);"),
        unlessSomebodyMinds(literal, "DELETE FROM " + table.sql() + " WHERE false;"));
  }

  /** Triggers for statements are executed for those too that write no row. */
  private static String unlessSomebodyMinds(String literal, String work) {
    String body =
        "BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = "
            + literal
            + "::pg_catalog.regclass AND NOT t.tgisinternal"
            + " AND t.tgname NOT LIKE 'understudy\\_%')"
            + " AND NOT (SELECT c.relhasrules FROM pg_catalog.pg_class c WHERE c.oid = "
            + literal
            + "::pg_catalog.regclass) THEN "
            + work
            + " END IF; END";
    return "DO '" + body.replace("'", "''") + "'";
  }
}
