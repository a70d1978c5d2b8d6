package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.TableShape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statements that carry one table. A row in staging is a flag, whether the primary has it, the
 * stored columns, and the key where the server computes it; of a row that is gone only the key has
 * values.
 *
 * @param shape of the table on the primary, by which columns are carried
 * @param fallback its shape there, where rows are written
 */
record TableSql(TableShape shape, TableShape fallback) {
  private static final String THERE = "understudy_there";

  /** The type of texts that are equal whatever blanks they end with: of no length of its own. */
  private static final String BLANKS_DO_NOT_COUNT = "bpchar";

  static TableSql of(MirroredTable table) {
    return new TableSql(table.primary(), table.fallback());
  }

  private List<Column> stored() {
    return shape.stored();
  }

  private List<Column> staged() {
    return Stream.concat(stored().stream(), shape.keyColumns().stream().filter(Column::generated))
        .toList();
  }

  private static String list(List<Column> columns, Function<Column, String> form, String glue) {
    return columns.stream().map(form).collect(Collectors.joining(glue));
  }

  private String columns(String prefix) {
    return list(stored(), column -> prefix + column.sql(), ", ");
  }

  private String keys(String left, String right) {
    return list(shape.keyColumns(), key -> left + key.sql() + " = " + right + key.sql(), " AND ");
  }

  /** The key as the refresh list has it. */
  String keyAsTexts(String prefix) {
    return "ARRAY[" + list(shape.keyColumns(), key -> prefix + key.sql() + "::text", ", ") + "]";
  }

  private String format() {
    return CopyPipe.format(staged().stream().allMatch(Column::binarySafe));
  }

  /**
   * Creates the table that holds rows on their way, for one session of the fallback. A domain that
   * is never NULL would refuse a row that is gone.
   */
  String createStage(String stage) {
    return "CREATE TEMP TABLE "
        + stage
        + " ON COMMIT DELETE ROWS AS SELECT NULL::boolean AS "
        + THERE
        + ", "
        + list(
            staged(), column -> column.sql() + "::" + column.base() + " AS " + column.sql(), ", ")
        + " FROM "
        + shape.name().sql()
        + " WITH NO DATA";
  }

  String copyIntoStage(String stage) {
    return "COPY " + stage + " FROM STDIN" + format();
  }

  /** Straight from table to table, for a first seed. */
  String copyOut() {
    String source =
        shape.kind() == TableShape.Kind.PLAIN
            ? shape.name().sql() + " (" + columns("") + ")"
            : "(SELECT " + columns("") + " FROM " + shape.name().sql() + ")";
    return "COPY " + source + " TO STDOUT" + format();
  }

  String copyIn() {
    return "COPY " + shape.name().sql() + " (" + columns("") + ") FROM STDIN" + format();
  }

  /** All rows, for the stage. */
  String copyWhole() {
    return "COPY (SELECT true, "
        + list(staged(), Column::sql, ", ")
        + " FROM "
        + shape.name().sql()
        + ") TO STDOUT"
        + format();
  }

  /**
   * The rows of some keys, for the stage. In the order of the key: neighbours are found and written
   * together on both sides, which takes half the time of any other order. A row brings its own key:
   * as text it may have lost the blanks at its end.
   *
   * @param keys a query of the key columns, typed, under their names
   */
  String copyKeys(String keys) {
    String first = "t." + shape.keyColumns().get(0).sql();
    String row =
        list(
            staged(),
            column ->
                shape.key().contains(column.name())
                    ? "coalesce(t." + column.sql() + ", c." + column.sql() + ")"
                    : "t." + column.sql(),
            ", ");
    return "COPY (SELECT "
        + first
        + " IS NOT NULL, "
        + row
        + " FROM (SELECT DISTINCT * FROM ("
        + keys
        + ") k ORDER BY "
        + IntStream.rangeClosed(1, shape.key().size())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "))
        + ") c LEFT JOIN "
        + shape.name().sql()
        + " t ON "
        + keys("t.", "c.")
        + ") TO STDOUT"
        + format();
  }

  /** The keys that the log has of some tables in a window; one may come more than once. */
  String loggedKeys(String log, String window, List<Long> oids) {
    List<Column> key = shape.keyColumns();
    String numbers = oids.stream().map(String::valueOf).collect(Collectors.joining(","));
    String entries =
        " WHERE (" + window + ") AND rel = ANY ('{" + numbers + "}'::oid[]) AND key IS NOT NULL";
    if (key.size() > 1) {
      String casts =
          IntStream.range(0, key.size())
              .mapToObj(i -> "(key[" + (i + 1) + "])::" + typed(key.get(i)))
              .collect(Collectors.joining(", "));
      return "SELECT " + casts + " FROM " + log + entries;
    }
    Column only = key.get(0);
    String named =
        "SELECT single::" + typed(only) + " FROM " + log + ", unnest(key) single" + entries;
    return only.integer()
        ? named
            + " AND NOT ("
            + ChangeLog.RANGE
            + ") UNION ALL SELECT number::"
            + only.type()
            + " FROM "
            + log
            + ", generate_series(key[1]::bigint, key[3]::bigint) number"
            + entries
            + " AND "
            + ChangeLog.RANGE
        : named;
  }

  private static String typed(Column column) {
    return column.type() + " AS " + column.sql();
  }

  /** Keys that are written into the statement. */
  String givenKeys(List<List<String>> given) {
    List<Column> key = shape.keyColumns();
    String casts =
        IntStream.range(0, key.size())
            .mapToObj(i -> "k" + i + "::" + typed(key.get(i)))
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, key.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
    String values =
        given.stream()
            .map(
                one -> one.stream().map(Literals::text).collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    return "SELECT " + casts + " FROM (VALUES " + values + ") v (" + names + ")";
  }

  /** Whether a row cannot simply be overwritten: see {@link #write}. */
  boolean replaces() {
    return Stream.of(shape, fallback)
            .anyMatch(side -> side.exclusions() || !side.uniques().isEmpty())
        || stored().stream().anyMatch(this::stays);
  }

  /** Whether an UPDATE cannot set a column, or an upsert leaves it as it was. */
  private boolean stays(Column column) {
    return shape.key().contains(column.name())
        ? column.base().equals(BLANKS_DO_NOT_COUNT)
        : column.identity() == Column.Identity.ALWAYS;
  }

  /** Leaves one row of each key. */
  String dropDoubles(String stage) {
    return "DELETE FROM "
        + stage
        + " t USING "
        + stage
        + " s WHERE "
        + keys("t.", "s.")
        + " AND t.ctid > s.ctid";
  }

  /** Removes what is gone, and what is to be replaced. */
  String remove(String stage, boolean whole) {
    String table = shape.name().sql();
    if (whole) {
      return replaces()
          ? "DELETE FROM " + table
          : "DELETE FROM "
              + table
              + " t WHERE NOT EXISTS (SELECT FROM "
              + stage
              + " s WHERE "
              + keys("s.", "t.")
              + ")";
    }
    return "DELETE FROM "
        + table
        + " t USING "
        + stage
        + " s WHERE "
        + keys("t.", "s.")
        + (replaces() ? "" : " AND NOT s." + THERE);
  }

  /**
   * Writes what is there. Rows of a table with another unique or an exclusion constraint were
   * removed before: swapped values would break an upsert.
   */
  String write(String stage) {
    String insert =
        "INSERT INTO "
            + shape.name().sql()
            // A table may itself be called excluded.
            + " AS written ("
            + columns("")
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + columns("s.")
            + " FROM "
            + stage
            + " s WHERE s."
            + THERE;
    return replaces() ? insert : insert + onConflict();
  }

  private String onConflict() {
    List<Column> others =
        stored().stream().filter(column -> !shape.key().contains(column.name())).toList();
    String target = " ON CONFLICT (" + list(shape.keyColumns(), Column::sql, ", ") + ") DO ";
    if (others.isEmpty()) {
      return target + "NOTHING";
    }
    return target
        + "UPDATE SET "
        + list(others, column -> column.sql() + " = EXCLUDED." + column.sql(), ", ");
  }
}
