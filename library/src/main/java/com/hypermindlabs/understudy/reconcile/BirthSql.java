package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows that a migration has inserted on the fallback, and what they are on the primary, which has
 * run it too. One that the primary has by its key, by a natural key, or, where the key is drawn, by
 * its content, is that row, and merges as one that both sides had. What the primary has not was
 * made of rows that are here alone.
 *
 * @param plan of the table
 * @param compared positions of the columns that are alike wherever the migration runs: no default
 *     fills them
 */
record BirthSql(TablePlan plan, RoundContext round, List<Integer> compared) {
  /** What the fallback's journal calls such a row: see births.sql. */
  static final String MARK = "b";

  /** What it calls one that refers to a row which was changed here. */
  private static final String OF_OURS = "r";

  private static final String LOST = "a migration has made it here, and made no such row there";

  BirthSql {
    compared = List.copyOf(compared);
  }

  /** Whether a row of the stage is one, as a condition. */
  static String is(String row) {
    return "(" + has(row, MARK) + ")";
  }

  private static String has(String row, String mark) {
    return row + ".migrated IS NOT NULL AND '" + mark + "' = ANY (" + row + ".migrated)";
  }

  /** Names of the columns of a table that a default fills with values of the moment. */
  static String filled(TablePlan plan) {
    String written =
        "regexp_replace(regexp_replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid),"
            + " '''([^'']|'''')*''', '', 'g'), '::[[:alnum:]_.\" ]+([(][0-9, ]+[)])?', '', 'g')";
    return "SELECT a.attname FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON"
        + " d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = "
        + plan.primary().oid()
        + " AND a.attnum > 0 AND NOT a.attisdropped AND (a.attidentity <> '' OR "
        + written
        + " ~ '[[:alnum:]_\"][(]|CURRENT_|LOCALTIME|SESSION_USER')";
  }

  /** What a row has in these columns, as an array of texts. */
  static String content(TablePlan plan, List<Integer> columns, IntFunction<String> value) {
    return columns.stream()
        .map(i -> "(" + value.apply(i) + ")::" + plan.column(i).base() + "::text")
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  private String stage() {
    return new StageSql(plan).stage();
  }

  private RewriteSql rewrite() {
    return round.rewrite(plan);
  }

  private String theirContent() {
    return content(plan, compared, i -> "t." + plan.column(i).sql());
  }

  private String content() {
    return content(plan, compared, i -> "s.o" + i);
  }

  /** Whether the key says nothing of what a row is, as one that each server draws for itself. */
  boolean drawn() {
    return plan.key().stream().anyMatch(column -> drawn(plan, column));
  }

  /** Whether that is so because of this column of the key. */
  static boolean drawn(TablePlan plan, Column column) {
    return (column.sequence() != null
            || column.identity() != Column.Identity.NONE
            || column.base().equals("uuid"))
        && plan.primary().foreignKeys().stream()
            .noneMatch(key -> key.columns().contains(column.name()));
  }

  /** Whether rows are found by what is in them: there is nothing better. */
  boolean byContent() {
    return drawn() && plan.carriedNaturalKeys().isEmpty();
  }

  /** Takes none of them for the primary's before it is found there. */
  String begin() {
    return "UPDATE "
        + stage()
        + " s SET o_there = false WHERE s.o_there AND s.t_there IS NULL AND "
        + is("s");
  }

  /** Those that wait for what is found of them, {@code s}. */
  private String open() {
    return is("s")
        + " AND NOT s.o_there AND NOT s.adopted AND NOT s.ambiguous AND s.state IS NULL AND "
        + new ReadySql(plan, round).ready("s");
  }

  /** Takes those that the primary has by their key for what they are there. */
  String meetByKey() {
    long inKey = 0;
    List<ForeignKey> keys = rewrite().foreignKeys();
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).columns().stream().anyMatch(plan.primary().key()::contains)) {
        inKey |= 1L << i;
      }
    }
    String asHere = "NOT s.kw AND ((s.ws | s.wo) & " + inKey + ") = 0";
    return "UPDATE "
        + stage()
        + " s SET adopted = true WHERE "
        + open()
        + " AND (s.kw AND NOT s.own"
        + (drawn() ? "" : " OR " + asHere)
        + ") AND EXISTS (SELECT FROM "
        + plan.table()
        + " t WHERE "
        + plan.keyIs("t", "s")
        + ")";
  }

  /** Takes those that have their key there too. */
  String meetAlikeByKey() {
    return "UPDATE "
        + stage()
        + " s SET adopted = true FROM "
        + plan.table()
        + " t WHERE "
        + open()
        + " AND NOT s.kw AND "
        + plan.keyIs("t", "s")
        + " AND "
        + theirContent()
        + " = "
        + content();
  }

  /**
   * Which of the primary's rows the others are: one for each, whichever of several that are alike.
   *
   * @param alike keys of rows that look the same and are other ones
   */
  String meetAlike(Collection<String> alike) {
    String key =
        plan.key().stream()
            .map(column -> "t." + column.sql() + "::text")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    String known =
        "SELECT FROM " + stage() + " g WHERE (g.o_there OR g.adopted) AND " + plan.keyIs("t", "g");
    return "WITH mine AS MATERIALIZED (SELECT s.f_key, x.what, row_number() OVER (PARTITION BY"
        + " x.what ORDER BY s.r) AS place FROM "
        + stage()
        + " s CROSS JOIN LATERAL (SELECT "
        + content()
        + ") x (what) WHERE "
        + open()
        + " AND NOT s.kw), theirs AS (SELECT y.key, y.what, row_number() OVER (PARTITION BY y.what"
        + " ORDER BY y.key) AS place FROM (SELECT "
        + key
        + " AS key, "
        + theirContent()
        + " AS what FROM "
        + plan.table()
        + " t WHERE "
        + theirContent()
        + " IN (SELECT what FROM mine) AND NOT EXISTS ("
        + known
        + ") AND "
        + key
        + " NOT IN (SELECT a.to_key FROM "
        + round.names().of("alias")
        + " a WHERE "
        + rewrite().aliasIn(plan.name())
        + ") AND "
        + key
        + " NOT IN ("
        + rewrite().heldAsChanged(round.names().of("ledger"))
        + ")"
        + (alike.isEmpty()
            ? ""
            : alike.stream()
                .map(one -> "(" + Sql.text(one) + "::text[])")
                .collect(Collectors.joining(", ", " AND " + key + " NOT IN (VALUES ", ")")))
        + ") y) "
        + rewrite().insert("false")
        + "m.f_key, h.key FROM mine m JOIN theirs h ON h.what = m.what AND h.place = m.place ON"
        + " CONFLICT DO NOTHING";
  }

  /**
   * What was found is a row of both sides: what differs there is theirs, and on record, but for
   * what each run fills in. Where it was made of a row that was changed here, nobody knows what it
   * would be without.
   */
  String found() {
    return "UPDATE "
        + stage()
        + " s SET o_there = true, adopted = false, migrated = s.migrated || CASE WHEN "
        + has("s", OF_OURS)
        + " THEN "
        + marks("u", compared)
        + " ELSE "
        + marks("m", compared)
        + " END || "
        + marks("n", filled())
        + " WHERE "
        + is("s")
        + " AND s.adopted";
  }

  private List<Integer> filled() {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> !compared.contains(i))
        .boxed()
        .toList();
  }

  private String marks(String mark, List<Integer> columns) {
    return columns.stream()
        .filter(i -> !plan.isKey(i))
        .map(i -> plan.fallback().column(plan.column(i).name()).orElseThrow().number())
        .map(number -> "'" + mark + number + "'")
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /** The others are born here. Why the primary has them not, only a reference tells. */
  String notFound() {
    String unclear = "s.s_there AND NOT (" + has("s", OF_OURS) + ")";
    return "UPDATE "
        + stage()
        + " s SET migrated = NULL, "
        + IntStream.rangeClosed(1, plan.width())
            .mapToObj(i -> "o" + i + " = NULL")
            .collect(Collectors.joining(", "))
        + (byContent()
            ? ", ambiguous = s.ambiguous OR "
                + unclear
                + ", cause = CASE WHEN "
                + unclear
                + " THEN "
                + Sql.text(LOST)
                + " ELSE s.cause END"
            : "")
        + " WHERE "
        + is("s")
        + " AND NOT s.o_there";
  }
}
