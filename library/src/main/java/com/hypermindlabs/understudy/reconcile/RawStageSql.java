package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.Scripts;

/**
 * Brings rows into the stage of which the primary does not take every value: one that an older
 * version cannot represent, a label that its enumeration lacks, a character that its encoding
 * lacks. They come as text in hexadecimal digits, which any server takes, and are read there row by
 * row. A row that cannot be read gets into the stage without its images; what came is kept beside
 * them for the ledger.
 */
record RawStageSql(TablePlan plan) {
  private static final String SCRIPT = Scripts.read(RawStageSql.class, "raw-stage.sql");

  private String raw() {
    return "pg_temp.understudy_x" + plan.number();
  }

  String create() {
    return "CREATE TEMP TABLE "
        + StageSql.bare(raw())
        + " (r bigint, unit bigint, tx text, o_there boolean, t_there boolean, s_there boolean, migrated text[],"
        + " held_in uuid, held_as text[], k text[], o text[], t text[], s text[], f_key text[]) ON COMMIT DROP";
  }

  String copyIn() {
    return "COPY " + raw() + " FROM STDIN";
  }

  /** For the fallback: values as the hexadecimal digits of their text in UTF-8. */
  static String hexed(String value) {
    return "encode(convert_to(" + value + "::text, 'UTF8'), 'hex')";
  }

  /** Reads what came into the stage, in ever smaller chunks. */
  String convert() {
    String stage = new StageSql(plan).stage();
    String chunk =
        "INSERT INTO "
            + stage
            + " (r, unit, tx, o_there, t_there, s_there, migrated, held_in, held_as, "
            + plan.keyList("")
            + ", "
            + plan.list("o")
            + ", "
            + plan.list("t")
            + ", "
            + plan.list("s")
            + ", f_key) SELECT x.r, x.unit, x.tx, x.o_there, x.t_there, x.s_there, x.migrated,"
            + " x.held_in, x.held_as, "
            + keys()
            + ", "
            + values("o")
            + ", "
            + values("t")
            + ", "
            + values("s")
            + ", "
            + texts("x.f_key")
            + " FROM "
            + raw()
            + " x WHERE x.r = ANY (chunk)";
    return Sql.block(
        SCRIPT
            .replace("/* of no row */", SqlStates.OF_NO_ROW)
            .replace("/* rows */", raw())
            .replace("/* write chunk */", chunk + ";")
            .replace("/* key there */", refused(stage, keys()) + ";")
            .replace("/* without key */", refused(stage, nothing()) + ";"));
  }

  private String refused(String stage, String keys) {
    return "INSERT INTO "
        + stage
        + " (r, unit, tx, o_there, t_there, s_there, migrated, held_in, held_as, "
        + plan.keyList("")
        + ", f_key, state, cause, raw_o, raw_s) SELECT x.r, x.unit, x.tx, x.o_there, x.t_there,"
        + " x.s_there, x.migrated, x.held_in, x.held_as, "
        + keys
        + ", "
        + readable("x.f_key")
        + ", failed_state, failed_cause, "
        + readable("x.o")
        + ", "
        + readable("x.s")
        + " FROM "
        + raw()
        + " x WHERE x.r = chunk[1]";
  }

  private String keys() {
    return plan.eachKey(", ", i -> read("x.k[" + i + "]", plan.key().get(i - 1)));
  }

  private String nothing() {
    return plan.eachKey(", ", i -> "NULL::" + plan.key().get(i - 1).base());
  }

  private String values(String side) {
    return plan.each(", ", i -> read("x." + side + "[" + i + "]", plan.column(i)));
  }

  private static String read(String hex, Column column) {
    return text(hex) + "::" + Images.unlimited(column.base());
  }

  /** What {@link #hexed} has made. */
  static String text(String hex) {
    return "convert_from(decode(" + hex + ", 'hex'), 'UTF8')";
  }

  private static String texts(String array) {
    return "ARRAY(SELECT "
        + text("v.hex")
        + " FROM unnest("
        + array
        + ") WITH ORDINALITY AS v (hex, place) ORDER BY v.place)";
  }

  /** What the encoding lacks stays as it came. */
  private static String readable(String array) {
    return "CASE WHEN readable THEN "
        + texts(array)
        + " ELSE ARRAY(SELECT '\\x' || v.hex FROM unnest("
        + array
        + ") WITH ORDINALITY AS v (hex, place) ORDER BY v.place) END";
  }
}
