package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.TableShape.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that put the capture on the primary. Pure text. */
final class CaptureScript {
  /**
   * Grows with every change of what is installed: a build leaves alone what a later one has put
   * there, for another site. What is logged has to be readable to the mirrors of both.
   */
  static final int BUILD = 2;

  /** Types that look the same as text whatever the writer's settings. */
  private static final Set<String> PLAIN =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "oid",
          "boolean",
          "text",
          "name",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "pg_lsn",
          "xid8");

  private static final List<String> LENGTHS =
      List.of("character", "character varying", "bit", "bit varying");

  private static final String OBJECTS = Scripts.read(CaptureScript.class, "primary.sql");
  private static final String STATEMENT = part("statement");
  private static final String ROWS = part("rows");
  private static final String UPDATED_ROW = part("updated-row");
  private static final String UPDATED_KEYS = part("updated-keys");
  private static final String UPDATED_ROWS =
      part("updated-rows").replace("{updated_keys}", UPDATED_KEYS);
  private static final String WHOLE_TABLE = part("whole");
  private static final String MANY_ROWS = part("many-rows");
  private static final String SHARED_KEYS = part("shared-keys");
  private static final String INTEGER_KEYS = part("integer-keys");
  private static final String ROW = part("row");

  private static final String TRUNCATE = "truncate";

  private final OurNames names;

  CaptureScript(OurNames names) {
    this.names = names;
  }

  /**
   * Whether the function of a later build does for this table what ours would: it is made for the
   * same key, as the first line says in all builds.
   */
  static boolean forTheSameKey(String source, String body) {
    return firstLine(source).equals(firstLine(body));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /**
   * A function that triggers of ours call.
   *
   * @param name for statements
   * @param options after its language
   * @param body its text, once it is in place
   */
  record Routine(String name, String options, String body) {
    /**
     * Makes it, or makes it what it should be. It runs with its owner's rights, so nobody else may
     * make triggers of it.
     */
    String sql() {
      return String.format(
          Locale.ROOT,
          "CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger%n"
              + "LANGUAGE plpgsql SECURITY DEFINER%n%2$sAS %3$s;%n"
              + "REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;%n",
          name,
          options,
          DollarQuote.of(body));
    }
  }

  /**
   * One of our triggers.
   *
   * @param table the table or partition that has it
   * @param oid of that table
   * @param name of the trigger
   * @param clones whether every partition has a copy of it
   * @param events when it fires, from AFTER to FOR EACH
   * @param routine that it calls
   */
  record Hook(
      TableName table, long oid, String name, boolean clones, String events, Routine routine) {
    /** Makes it, or makes it what it should be. */
    String sql() {
      return String.format(
          Locale.ROOT,
          "CREATE OR REPLACE TRIGGER %s %s EXECUTE FUNCTION %s();%n"
              + "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s;%n",
          name,
          String.format(Locale.ROOT, events, table.sql()),
          routine.name(),
          table.sql(),
          name);
    }
  }

  /** The tables of ours and the function that keeps the log small. */
  String objects() {
    String schema =
        names.ownSchema()
            ? "DO $schema$ BEGIN IF to_regnamespace('understudy') IS NULL THEN"
                + " CREATE SCHEMA understudy; END IF; END $schema$;\n"
            : "";
    return schema + names.fill(OBJECTS, Map.of("build", Integer.toString(BUILD)));
  }

  /** The triggers of a table and its partitions. */
  List<Hook> hooks(TableShape table, List<TableShape> partitions) {
    List<Column> key = table.keyColumns();
    if (table.kind() == Kind.PLAIN) {
      boolean byPlace = leads(key);
      return Stream.of(
              hook(
                  table,
                  "insert",
                  "INSERT ON %s REFERENCING NEW TABLE AS new_rows",
                  routine(table, "_insert", rows(key, byPlace, "new_rows"))),
              hook(
                  table,
                  "update",
                  "UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
                  routine(table, "_update", update(key, byPlace))),
              hook(
                  table,
                  "delete",
                  "DELETE ON %s REFERENCING OLD TABLE AS old_rows",
                  routine(table, "_delete", rows(key, byPlace, "old_rows"))),
              hook(
                  table,
                  TRUNCATE,
                  "TRUNCATE ON %s",
                  routine(table, "_truncate", statement(WHOLE_TABLE, "", ""))))
          .toList();
    }
    Routine routine = routine(table, "", ROW);
    List<Hook> hooks = new ArrayList<>();
    // Named after its table: a table that has a trigger of the same name could not be attached.
    hooks.add(
        new Hook(
            table.name(),
            table.oid(),
            "understudy_change_" + table.oid(),
            true,
            "AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW",
            routine));
    hooks.add(hook(table, TRUNCATE, "TRUNCATE ON %s", routine));
    partitions.forEach(
        partition -> hooks.add(hook(partition, TRUNCATE, "TRUNCATE ON %s", routine)));
    return hooks;
  }

  private static Hook hook(TableShape table, String what, String events, Routine routine) {
    return new Hook(
        table.name(),
        table.oid(),
        "understudy_" + what,
        false,
        "AFTER " + events + " FOR EACH STATEMENT",
        routine);
  }

  /** A function of a table, its text filled in. */
  private Routine routine(TableShape table, String suffix, String text) {
    List<Column> key = table.keyColumns();
    boolean plain = table.kind() == Kind.PLAIN;
    boolean byPlace = plain && leads(key);
    Function<Column, String> name = byPlace ? column -> place(column.number()) : Column::sql;
    String rel = plain ? "TG_RELID" : table.oid() + "::pg_catalog.oid";
    Map<String, String> places = new HashMap<>();
    places.put("key_shape", comment(key, byPlace));
    places.put("columns_missing", columnsMissing(key, rel));
    places.put("aliases", byPlace ? aliases(key.size()) : "");
    places.put("rel", rel);
    places.put("key_column", name.apply(key.get(0)));
    places.put("key_in_n", columns(key, column -> "n." + name.apply(column)));
    places.put("key_in_o", columns(key, column -> "o." + name.apply(column)));
    places.put("texts_in_n", columns(key, column -> text("n.", name.apply(column))));
    places.put("texts_in_o", columns(key, column -> text("o.", name.apply(column))));
    places.put("old_columns", columns(key, column -> "OLD." + column.sql()));
    places.put("new_columns", columns(key, column -> "NEW." + column.sql()));
    for (String row : List.of("r", "n", "o", "new", "old")) {
      String prefix = row.length() == 1 ? row + "." : row.toUpperCase(Locale.ROOT) + ".";
      places.put(
          "key_of_" + row,
          columns(key, column -> prefix + name.apply(column) + "::pg_catalog.text"));
    }
    return new Routine(
        names.of("capture_" + table.oid() + suffix), options(plain, key), names.fill(text, places));
  }

  /**
   * The settings that a function fixes. Where the types of the key are of those that nobody can put
   * anything else behind, none: its text names everything with its schema.
   */
  private static String options(boolean plain, List<Column> key) {
    if (plain && !pinned(key)) {
      return "";
    }
    return "SET search_path = pg_catalog, pg_temp\n"
        + (pinned(key) ? Pins.functionOptions() + "\n" : "");
  }

  /** The text for an INSERT or DELETE. */
  private static String rows(List<Column> key, boolean byPlace, String rows) {
    boolean single = key.size() == 1;
    return statement(
            unlessMissing(ROWS.replace("{at_most}", single ? "\n  LIMIT 32" : ""), byPlace),
            "",
            single ? manyRows(key, "32") : "")
        .replace("{number_of_keys}", "pg_catalog.count(*)")
        .replace("{all_rows}", "{rows}")
        .replace("{other_rows}", "(SELECT * FROM {rows} OFFSET 32)")
        .replace("{rows}", rows);
  }

  /** The text for an UPDATE, which has each row twice, seldom with another key. */
  private static String update(List<Column> key, boolean byPlace) {
    if (key.size() > 1) {
      return statement(unlessMissing(UPDATED_ROWS, byPlace), "", "");
    }
    return statement(
            unlessMissing(UPDATED_ROW, byPlace),
            "\n    OR logged OPERATOR(pg_catalog.>) 1",
            manyRows(key, "2"))
        .replace("{number_of_keys}", "pg_catalog.count(*) OPERATOR(pg_catalog./) 2")
        .replace(
            "{all_rows}",
            "(\n          SELECT {key_in_n} FROM new_rows n{aliases}"
                + "\n          UNION ALL SELECT {key_in_o} FROM old_rows o{aliases})")
        .replace("{other_rows}", UPDATED_KEYS);
  }

  /** What is done from so many rows on, of a key of one column. */
  private static String manyRows(List<Column> key, String many) {
    return MANY_ROWS
            .replace("{many}", many)
            .replace(
                "{log_many_rows}",
                key.get(0).integer()
                    ? INTEGER_KEYS.replace(
                        "{log_shared_keys}", SHARED_KEYS.indent(2).stripTrailing())
                    : SHARED_KEYS)
        + "\n";
  }

  private static String statement(String log, String orMany, String rest) {
    return STATEMENT
        .replace("{log}", log)
        .replace("{or_many}", orMany)
        .replace("{log_the_rest}\n", rest);
  }

  /** Logs keys, or where the columns have other names by now the whole table. */
  private static String unlessMissing(String log, boolean byPlace) {
    return byPlace
        ? log
        : "  IF {columns_missing} THEN\n"
            + WHOLE_TABLE.indent(2)
            + "  ELSE\n"
            + log.indent(2)
            + "  END IF;";
  }

  private static String part(String name) {
    return Scripts.read(CaptureScript.class, "capture-" + name + ".sql").stripTrailing();
  }

  // No types: how they are spelled depends on the search path of whoever asks.
  private static String comment(List<Column> key, boolean byPlace) {
    return columns(key, Column::name).replaceAll("[\\r\\n{}$]", "?")
        + (byPlace ? ", by place" : "")
        + (pinned(key) ? ", as text under fixed settings" : "");
  }

  private static boolean pinned(List<Column> key) {
    return !key.stream().map(Column::type).allMatch(CaptureScript::plain);
  }

  /**
   * Whether the key's columns are the first of the table. Then they are named by their place, which
   * no migration changes: one that renames them makes no write fail, and nothing has to be asked of
   * the catalog for each statement, which takes as long as the entry itself.
   */
  private static boolean leads(List<Column> key) {
    return key.stream().allMatch(column -> column.number() <= key.size());
  }

  /** What a column is called by its place: not as any other column may be, a later one either. */
  private static String place(int number) {
    return "understudy_key_" + number;
  }

  private static String aliases(int number) {
    return IntStream.rangeClosed(1, number)
        .mapToObj(CaptureScript::place)
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String columnsMissing(List<Column> key, String rel) {
    // A column that was renamed must not make writes fail: the whole table counts as changed. Of
    // all that tells a column's name this takes the least time.
    return key.stream()
        .map(
            column ->
                "coalesce((pg_catalog.pg_identify_object_as_address(\n"
                    + "      'pg_catalog.pg_class'::pg_catalog.regclass, "
                    + rel
                    + ", "
                    + column.number()
                    + ")).object_names[3], '')\n      OPERATOR(pg_catalog.<>) '"
                    + column.name().replace("'", "''")
                    + "'")
        .collect(Collectors.joining("\n    OR "));
  }

  private static String text(String row, String column) {
    return row + column + "::pg_catalog.text AS " + column;
  }

  private static String columns(List<Column> key, Function<Column, String> form) {
    return key.stream().map(form).collect(Collectors.joining(", "));
  }

  private static boolean plain(String type) {
    return PLAIN.contains(type)
        || LENGTHS.stream().anyMatch(known -> type.equals(known) || type.startsWith(known + "("));
  }
}
