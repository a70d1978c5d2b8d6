package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows that a migration has inserted on the fallback, and what they are on the primary, which has
 * run it too. One that the primary has by its key, by a natural key, or, where the key is drawn, by
 * its content, is that row, and merges as one that both sides had. What the primary has not was
 * made of rows that are here alone, if it refers to one; else nobody knows.
 *
 * @param plan of the table
 * @param filled names of the columns that a default fills with values of the moment
 * @param unfed whether the primary has sequences that no column has, so that a number may be of one
 */
record BirthSql(TablePlan plan, RoundContext round, Set<String> filled, boolean unfed) {
  /** What the fallback's journal calls such a row: see births.sql. */
  static final String MARK = "b";

  /** What it calls one that refers to a row which was changed here. */
  private static final String OF_CHANGED = "r";

  /** The same of a row that was born here. */
  private static final String OF_BORN = "s";

  /** Whether there are sequences that no column has, as a condition. */
  static final String ANY_UNFED =
      "EXISTS (SELECT FROM pg_catalog.pg_class q WHERE q.relkind = 'S' AND NOT EXISTS (SELECT FROM"
          + " pg_catalog.pg_depend d WHERE (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND"
          + " d.objid = q.oid AND d.deptype IN ('a', 'i')) OR (d.classid ="
          + " 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.refobjid = q.oid)))";

  private static final String LOST = "a migration has made it here, and made no such row there";

  BirthSql {
    filled = Set.copyOf(filled);
  }

  /** Whether a row of the stage is one, as a condition. */
  static String is(String row) {
    return "(" + has(row, MARK) + ")";
  }

  private static String has(String row, String mark) {
    return row + ".migrated IS NOT NULL AND '" + mark + "' = ANY (" + row + ".migrated)";
  }

  /** Whether a round has any of a table, as a condition. */
  static String any(TablePlan plan) {
    return "EXISTS (SELECT FROM " + new StageSql(plan).stage() + " s WHERE " + is("s") + ")";
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

  private String theirs(List<Integer> columns) {
    return content(plan, columns, i -> "t." + plan.column(i).sql());
  }

  private String ours(List<Integer> columns) {
    return content(plan, columns, i -> "s.o" + i);
  }

  private List<Integer> positions(IntPredicate which) {
    return IntStream.rangeClosed(1, plan.width()).filter(which).boxed().toList();
  }

  /** Whether a column says something of the row, as one of a drawn key does not. */
  private boolean says(int position) {
    return !plan.isKey(position) || !drawn(plan.column(position));
  }

  /** Positions of those that are alike wherever the migration runs. */
  List<Integer> compared() {
    return positions(i -> says(i) && !filled.contains(plan.column(i).name()));
  }

  /** Positions of what refers to other rows. */
  private List<Integer> referring() {
    return positions(i -> refers(plan.column(i)));
  }

  private boolean refers(Column column) {
    return plan.primary().foreignKeys().stream()
        .anyMatch(key -> key.columns().contains(column.name()));
  }

  /** Whether each server draws values of a column of the key for itself. */
  private boolean drawn(Column column) {
    return !refers(column)
        && (column.sequence() != null
            || column.identity() != Column.Identity.NONE
            || column.base().equals("uuid")
            || filled.contains(column.name())
            || (unfed && column.integer() && plan.keyWidth() == 1));
  }

  /** Whether the key says nothing of what a row is: it is found by what is in it. */
  boolean byContent() {
    return plan.key().stream().anyMatch(this::drawn);
  }

  /** Whether one that has its key there is that row: nobody draws the same random key twice. */
  private boolean byKey() {
    return plan.key().stream().filter(this::drawn).allMatch(c -> c.base().equals("uuid"));
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

  /** Looks for them, in this order, each over those that are still open. */
  List<String> meet(Collection<String> alike) {
    List<String> statements = new ArrayList<>();
    statements.add(meetByKey());
    plan.carriedNaturalKeys().forEach(key -> statements.addAll(meetByNaturalKey(key)));
    if (byContent()) {
      for (List<Integer> columns : List.of(positions(this::says), compared())) {
        statements.add(meetAlikeByKey(columns));
        statements.add(meetAlike(columns, alike, ""));
      }
      // One that was made of a changed row is not alike: the only one that refers to the same is
      // it.
      if (!referring().isEmpty()) {
        String only = " AND (" + has("s", OF_CHANGED) + ")";
        statements.add(meetAlikeByKey(referring()) + only);
        statements.add(meetAlike(referring(), alike, only));
      }
    }
    return statements;
  }

  /** Takes those that the primary has by their key for what they are there. */
  private String meetByKey() {
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
        + (byKey() ? " OR " + asHere : "")
        + ") AND EXISTS (SELECT FROM "
        + plan.table()
        + " t WHERE "
        + plan.keyIs("t", "s")
        + ")";
  }

  /** Takes those for it that have their key there too. */
  private String meetAlikeByKey(List<Integer> columns) {
    return "UPDATE "
        + stage()
        + " s SET adopted = true FROM "
        + plan.table()
        + " t WHERE "
        + open()
        + " AND NOT s.kw AND "
        + plan.keyIs("t", "s")
        + " AND "
        + theirs(columns)
        + " = "
        + ours(columns);
  }

  /** By what the migration has made of a natural key, whatever the application did to it since. */
  private List<String> meetByNaturalKey(List<String> key) {
    String same =
        key.stream()
            .map(plan::position)
            .map(
                i ->
                    "t."
                        + plan.column(i).sql()
                        + " "
                        + Objects.requireNonNull(plan.column(i).equality(), "asked in Policies")
                        + " s.o"
                        + i)
            .collect(Collectors.joining(" AND "));
    String met = " FROM " + stage() + " s JOIN " + plan.table() + " t ON " + same + " WHERE ";
    return List.of(
        rewrite().insert("false")
            + "x.f_key, min(x.key) FROM (SELECT s.f_key, "
            + theirKey()
            + " AS key"
            + met
            + open()
            + " AND NOT s.kw) x GROUP BY x.f_key HAVING count(*) = 1 AND min(x.key) <> x.f_key ON"
            + " CONFLICT DO NOTHING",
        "UPDATE "
            + stage()
            + " s SET adopted = true FROM "
            + plan.table()
            + " t WHERE "
            + open()
            + " AND NOT s.kw AND "
            + same
            + " AND "
            + plan.keyIs("t", "s"));
  }

  private String theirKey() {
    return plan.key().stream()
        .map(column -> "t." + column.sql() + "::text")
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  /**
   * Which of the primary's rows the others are: one for each, in the order of their keys where
   * several look the same.
   *
   * @param columns positions of what is compared
   * @param alike keys of rows that look the same and are other ones
   * @param only a further condition on {@code s}; with one, nothing but the only one is meant
   */
  private String meetAlike(List<Integer> columns, Collection<String> alike, String only) {
    String known =
        "SELECT FROM " + stage() + " g WHERE (g.o_there OR g.adopted) AND " + plan.keyIs("t", "g");
    String order = plan.key().stream().map(c -> "t." + c.sql()).collect(Collectors.joining(", "));
    return "WITH mine AS MATERIALIZED (SELECT s.f_key, x.what, row_number() OVER (PARTITION BY"
        + " x.what ORDER BY "
        + plan.keyList("s.")
        + ") AS place, count(*) OVER (PARTITION BY x.what) AS all_of FROM "
        + stage()
        + " s CROSS JOIN LATERAL (SELECT "
        + ours(columns)
        + ") x (what) WHERE "
        + open()
        + " AND NOT s.kw AND NOT EXISTS (SELECT FROM "
        + round.names().of("alias")
        + " a WHERE "
        + rewrite().aliasIn(plan.name())
        + " AND a.from_key = s.f_key)"
        + only
        + "), theirs AS (SELECT "
        + theirKey()
        + " AS key, "
        + theirs(columns)
        + " AS what, row_number() OVER (PARTITION BY "
        + theirs(columns)
        + " ORDER BY "
        + order
        + ") AS place, count(*) OVER (PARTITION BY "
        + theirs(columns)
        + ") AS all_of FROM "
        + plan.table()
        + " t WHERE EXISTS (SELECT FROM mine) AND "
        + theirs(columns)
        + " IN (SELECT what FROM mine) AND NOT EXISTS ("
        + known
        + ") AND "
        + theirKey()
        + " NOT IN (SELECT a.to_key FROM "
        + round.names().of("alias")
        + " a WHERE "
        + rewrite().aliasIn(plan.name())
        + ") AND "
        + theirKey()
        + " NOT IN ("
        + rewrite().heldAsChanged(round.names().of("ledger"))
        + ")"
        + (alike.isEmpty()
            ? ""
            : alike.stream()
                .map(one -> "(" + Sql.text(one) + "::text[])")
                .collect(Collectors.joining(", ", " AND " + theirKey() + " NOT IN (VALUES ", ")")))
        + ") "
        + rewrite().insert("false")
        + "m.f_key, h.key FROM mine m JOIN theirs h ON h.what = m.what AND h.place = m.place"
        + (only.isEmpty() ? "" : " AND m.all_of = 1 AND h.all_of = 1")
        + " WHERE h.key <> m.f_key ON CONFLICT DO NOTHING";
  }

  /** Where rows refer to each other in a circle, none is known before the other. */
  String force() {
    return "UPDATE "
        + stage()
        + " s SET ready = true WHERE NOT s.ready AND "
        + is("s")
        + " AND NOT s.o_there AND NOT s.adopted AND NOT s.ambiguous AND NOT ("
        + has("s", OF_CHANGED)
        + ")";
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
        + has("s", OF_CHANGED)
        + " THEN "
        + marks("u", compared())
        + " ELSE "
        + marks("m", compared())
        + " END || "
        + marks("n", positions(i -> !compared().contains(i)))
        + " WHERE "
        + is("s")
        + " AND s.adopted";
  }

  private String marks(String mark, List<Integer> columns) {
    return columns.stream()
        .filter(i -> !plan.isKey(i))
        .map(i -> plan.fallback().column(plan.column(i).name()).orElseThrow().number())
        .map(number -> "'" + mark + number + "'")
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /** The others are born here, or for a person: only a reference tells why they are not there. */
  String notFound() {
    String unclear = "s.s_there AND NOT (" + has("s", OF_BORN) + ")";
    return "UPDATE "
        + stage()
        + " s SET migrated = NULL, "
        + plan.each(", ", i -> "o" + i + " = NULL")
        + ", ambiguous = s.ambiguous OR "
        + unclear
        + ", cause = CASE WHEN "
        + unclear
        + " THEN "
        + Sql.text(LOST)
        + " ELSE s.cause END WHERE "
        + is("s")
        + " AND NOT s.o_there";
  }
}
