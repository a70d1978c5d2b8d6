package com.hypermindlabs.understudy.reconcile;

import java.util.function.IntFunction;

/**
 * The rows of one table that a round writes, as queries whose columns have the table's own names,
 * so that expressions of the catalog can be asked about them. Each row says which of the round it
 * is, by {@code understudy_r}, {@code understudy_unit} and {@code understudy_act}.
 */
record RoundRows(TablePlan plan) {
  /** What rows are to become. */
  String coming() {
    return rows(
        i -> "a.m" + i + "::" + plan.column(i).base(),
        new ClassifySql(plan).act() + " a WHERE a.act IN ('I', 'U')");
  }

  /** What rows that change or go are now. */
  String leaving() {
    return rows(
        i -> "c.c" + i,
        new StageSql(plan).theirs()
            + " c JOIN "
            + new ClassifySql(plan).act()
            + " a ON a.r = c.r WHERE a.act IN ('U', 'D')");
  }

  private String rows(IntFunction<String> value, String from) {
    return "(SELECT a.r AS understudy_r, a.unit AS understudy_unit, a.act AS understudy_act, "
        + plan.each(", ", i -> value.apply(i) + " AS " + plan.column(i).sql())
        + " FROM "
        + from
        + ")";
  }
}
