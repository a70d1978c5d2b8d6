package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks by joins for units that the primary will refuse, so that the others need not be searched
 * for them. It decides nothing: a suspect is written by itself after the others, and the server
 * says what is wrong with it.
 */
record SuspectSql(RoundContext round, TablePlan plan) {
  private static final String CHECKS =
      "SELECT pg_get_expr(x.conbin, x.conrelid), ARRAY(SELECT a.attname::text FROM pg_attribute a"
          + " WHERE a.attrelid = x.conrelid AND a.attnum = ANY (x.conkey)) FROM pg_constraint x"
          + " WHERE x.contype = 'c' AND x.conrelid = ?::bigint::oid";

  /** All statements that mark suspects of this table. */
  List<String> all(Session primary, List<UniqueIndex> indexes) throws SQLException {
    List<String> all = new ArrayList<>();
    if (!plan.primary().userTriggers()) {
      // The application's triggers may yet fill in or correct what is wrong.
      all.addAll(missing());
      primary.list(
          CHECKS,
          row -> {
            List<String> columns = Arrays.asList((String[]) row.getArray(2).getArray());
            return columns.stream().allMatch(column -> plan.position(column) > 0)
                && all.add(where("NOT (" + row.getString(1) + ")"));
          },
          plan.primary().oid());
    }
    plan.primary().foreignKeys().stream()
        .filter(key -> key.columns().stream().allMatch(column -> plan.position(column) > 0))
        .forEach(key -> all.add(where(orphan(key))));
    indexes.stream()
        .filter(index -> index.plan().equals(plan))
        .forEach(index -> all.add(taken(index)));
    return all;
  }

  private List<String> missing() {
    String nulls =
        IntStream.rangeClosed(1, plan.width())
            .filter(i -> plan.column(i).notNull() && plan.policy(i) != Policy.DERIVED)
            .mapToObj(i -> "x." + plan.column(i).sql() + " IS NULL")
            .collect(Collectors.joining(" OR "));
    return nulls.isEmpty() ? List.of() : List.of(where(nulls));
  }

  private String where(String condition) {
    return mark(
        "SELECT x.understudy_unit FROM " + new RoundRows(plan).coming() + " x WHERE " + condition);
  }

  private static String mark(String units) {
    return "UPDATE pg_temp.understudy_todo t SET suspect = true WHERE NOT t.suspect AND t.unit IN ("
        + units
        + ")";
  }

  /** It refers to a row that is not there and does not come. */
  private String orphan(ForeignKey key) {
    String complete =
        key.columns().stream()
            .map(column -> "x." + TableName.quoted(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    @Nullable TablePlan target = round.plan(key.target());
    boolean comes =
        target != null
            && round.plans().contains(target)
            && key.targetColumns().stream().allMatch(column -> target.position(column) > 0);
    return complete
        + (key.within() == null ? "" : " AND " + key.within())
        + " AND NOT EXISTS (SELECT FROM "
        + key.target().sql()
        + " y WHERE "
        + joins(key)
        + ")"
        + (comes && target != null
            ? " AND NOT EXISTS (SELECT FROM "
                + new RoundRows(target).coming()
                + " y WHERE "
                + joins(key)
                + ")"
            : "");
  }

  private static String joins(ForeignKey key) {
    return IntStream.range(0, key.columns().size())
        .mapToObj(
            i ->
                "y."
                    + TableName.quoted(key.targetColumns().get(i))
                    + " = x."
                    + TableName.quoted(key.columns().get(i)))
        .collect(Collectors.joining(" AND "));
  }

  /** A row that does not leave has the value that it is to get. */
  private String taken(UniqueIndex index) {
    String stage = new StageSql(plan).stage();
    return mark(
        "SELECT x.unit FROM "
            + index.valuesOf(new RoundRows(plan).coming())
            + " x JOIN "
            + stage
            + " s ON s.r = x.r JOIN "
            + index.valuesThere()
            + " y ON "
            + index.equal("x", "y")
            + " AND NOT ("
            + plan.sameKey("s", "y")
            + ") WHERE NOT EXISTS (SELECT FROM "
            + stage
            + " ls JOIN "
            + HandoverSql.TABLE
            + " h ON h.r = ls.r AND h.n = "
            + plan.number()
            + " AND h.i = "
            + index.number()
            + " WHERE "
            + plan.sameKey("ls", "y")
            + ")");
  }

  /** Who needs a suspect is one. */
  static String spread() {
    return mark(
        "WITH RECURSIVE bad AS (SELECT t.unit FROM pg_temp.understudy_todo t WHERE t.suspect UNION"
            + " SELECT n.of FROM pg_temp.understudy_need n JOIN bad ON n.needs = bad.unit) SELECT"
            + " bad.unit FROM bad");
  }
}
