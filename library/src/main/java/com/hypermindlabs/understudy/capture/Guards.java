package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/** The statements that put guards on a table of the fallback. Pure. */
final class Guards {
  /** The guard of every table and partition, which obeys the gate. */
  static final String NAME = "understudy_guard";

  private Guards() {}

  /**
   * The guard of a table, or what the one there is to be told.
   *
   * @param closed why the table is closed; null when it opens with the gate
   */
  static String ofStatements(TableShape table, @Nullable String closed) {
    return "CREATE OR REPLACE TRIGGER "
        + NAME
        + " BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "
        + table.name().sql()
        + " FOR EACH STATEMENT EXECUTE FUNCTION understudy.guard("
        + (closed == null ? "" : literal(closed))
        + ")";
  }

  /** The one for the rows of a closed table, plain or the root of partitions. */
  static String ofRows(int n, TableShape table, String closed) {
    return "CREATE OR REPLACE TRIGGER "
        + TableName.quoted(rowsName(n))
        + " BEFORE INSERT OR UPDATE OR DELETE ON "
        + table.name().sql()
        + " FOR EACH ROW EXECUTE FUNCTION understudy.guard("
        + literal(closed)
        + ")";
  }

  /** The name of that one: with a number, so that the table can be attached to a closed root. */
  static String rowsName(int n) {
    return "!understudy_closed_" + n;
  }

  private static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
