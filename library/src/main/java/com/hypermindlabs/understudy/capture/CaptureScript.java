package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.TableShape.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that put the capture on the primary. Pure text. */
final class CaptureScript {
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
  private static final String KEYS = part("keys");
  private static final String MANY_ROWS = part("many-rows");
  private static final String SHARED_KEYS = part("shared-keys");
  private static final String INTEGER_KEYS = part("integer-keys");
  private static final String MISSING_COLUMNS = part("missing-columns");
  private static final String ROW = part("row");
  private static final String TRUNCATE = "understudy_truncate";

  private final OurNames names;

  CaptureScript(OurNames names) {
    this.names = names;
  }

  /**
   * One of our triggers.
   *
   * @param table the table or partition that has it
   * @param oid of that table
   * @param name of the trigger
   * @param clones whether every partition has a copy of it
   * @param events when it fires, from AFTER to FOR EACH
   */
  record Hook(TableName table, long oid, String name, boolean clones, String events) {
    /** Makes it, or makes it what it should be. */
    String sql(String function) {
      return String.format(
          Locale.ROOT,
          "CREATE OR REPLACE TRIGGER %s %s EXECUTE FUNCTION %s();%n"
              + "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s;%n",
          name,
          String.format(Locale.ROOT, events, table.sql()),
          function,
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
    return schema + names.fill(OBJECTS);
  }

  /** The name of a table's function, for statements. */
  String functionName(TableShape table) {
    return names.of("capture_" + table.oid());
  }

  /** The function that the triggers of a table and its partitions call. */
  String function(TableShape table) {
    return String.format(
        Locale.ROOT,
        "CREATE OR REPLACE FUNCTION %s() RETURNS trigger%n"
            + "LANGUAGE plpgsql SECURITY DEFINER%nSET search_path = pg_catalog, pg_temp%s%n"
            + "AS $capture$%s$capture$;%n",
        functionName(table),
        pinned(table.keyColumns()) ? "\n" + Pins.functionOptions() : "",
        body(table));
  }

  /** What its text is once it is in place. */
  String body(TableShape table) {
    List<Column> key = table.keyColumns();
    boolean plain = table.kind() == Kind.PLAIN;
    boolean byPlace = plain && leads(key);
    Function<Column, String> name = byPlace ? column -> "k" + column.number() : Column::sql;
    String text =
        (plain ? statement(key, byPlace, name) : ROW)
            .replace("{key_shape}", comment(key))
            .replace("{columns_missing}", columnsMissing(key))
            .replace("{aliases}", byPlace ? aliases(key.size()) : "")
            .replace("{rel}", plain ? "TG_RELID" : table.oid() + "::oid")
            .replace("{key_columns}", columns(key, name))
            .replace("{old_columns}", columns(key, column -> "OLD." + column.sql()))
            .replace("{new_columns}", columns(key, column -> "NEW." + column.sql()));
    for (String row : List.of("r", "new", "old")) {
      String prefix = row.equals("r") ? "r." : row.toUpperCase(Locale.ROOT) + ".";
      text =
          text.replace(
              "{key_of_" + row + "}",
              columns(key, column -> prefix + name.apply(column) + "::text"));
    }
    return names.fill(text);
  }

  /** The text for a table whose triggers fire once for a statement. */
  private static String statement(
      List<Column> key, boolean byPlace, Function<Column, String> name) {
    boolean single = key.size() == 1;
    String many =
        single && key.get(0).integer()
            ? INTEGER_KEYS
                .replace("{log_shared_keys}", SHARED_KEYS.indent(2).stripTrailing())
                .replace("{key_column}", name.apply(key.get(0)))
            : SHARED_KEYS;
    String keys = KEYS.replace("{at_most}", single ? " LIMIT 32" : "");
    return STATEMENT
        .replace("{when_columns_are_missing}\n", byPlace ? "" : MISSING_COLUMNS + "\n")
        .replace("{log_many_rows}\n", single ? MANY_ROWS + "\n" : "")
        .replace("{log_many_new_rows}", many.replace("{rows}", "new_rows"))
        .replace("{log_many_old_rows}", many.replace("{rows}", "old_rows"))
        .replace("{log_new_rows}", keys.replace("{rows}", "new_rows"))
        .replace("{log_old_rows}", keys.replace("{rows}", "old_rows"));
  }

  private static String part(String name) {
    return Scripts.read(CaptureScript.class, "capture-" + name + ".sql").stripTrailing();
  }

  /** The triggers of a table and its partitions. */
  List<Hook> hooks(TableShape table, List<TableShape> partitions) {
    if (table.kind() == Kind.PLAIN) {
      return Stream.of(
              hook(table, "understudy_insert", "INSERT ON %s REFERENCING NEW TABLE AS new_rows"),
              hook(
                  table,
                  "understudy_update",
                  "UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
              hook(table, "understudy_delete", "DELETE ON %s REFERENCING OLD TABLE AS old_rows"),
              hook(table, TRUNCATE, "TRUNCATE ON %s"))
          .toList();
    }
    List<Hook> hooks = new ArrayList<>();
    // Named after its table: a table that has a trigger of the same name could not be attached.
    hooks.add(
        new Hook(
            table.name(),
            table.oid(),
            "understudy_change_" + table.oid(),
            true,
            "AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW"));
    hooks.add(hook(table, TRUNCATE, "TRUNCATE ON %s"));
    partitions.forEach(partition -> hooks.add(hook(partition, TRUNCATE, "TRUNCATE ON %s")));
    return hooks;
  }

  private static Hook hook(TableShape table, String name, String events) {
    return new Hook(
        table.name(), table.oid(), name, false, "AFTER " + events + " FOR EACH STATEMENT");
  }

  // No types: how they are spelled depends on the search path of whoever asks.
  private static String comment(List<Column> key) {
    return columns(key, Column::name).replaceAll("[\\r\\n{}$]", "?")
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

  private static String aliases(int number) {
    return IntStream.rangeClosed(1, number)
        .mapToObj(place -> "k" + place)
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String columnsMissing(List<Column> key) {
    // A column that was renamed must not make writes fail: the whole table counts as changed. Of
    // all that tells a column's name this takes the least time.
    return key.stream()
        .map(
            column ->
                "(pg_identify_object_as_address('pg_class'::regclass, {rel}, "
                    + column.number()
                    + ")).object_names[3]\n      IS DISTINCT FROM '"
                    + column.name().replace("'", "''")
                    + "'")
        .collect(Collectors.joining("\n    OR "));
  }

  private static String columns(List<Column> key, Function<Column, String> form) {
    return key.stream().map(form).collect(Collectors.joining(", "));
  }

  private static boolean plain(String type) {
    return PLAIN.contains(type)
        || LENGTHS.stream().anyMatch(known -> type.equals(known) || type.startsWith(known + "("));
  }
}
