package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The fallback's question for rows that look like one which a migration has inserted, and are other
 * ones: it has had them all along, so the primary has them too.
 *
 * @param plan of the table
 * @param columns positions of the columns by which rows are compared
 */
record AlikeHereSql(TablePlan plan, List<Integer> columns) {
  AlikeHereSql {
    columns = List.copyOf(columns);
  }

  /** Their keys, each as an array of texts. */
  String keys() {
    String journal = new SentSql(plan).journal();
    String of = BirthSql.MARK;
    return "SELECT (ARRAY["
        + plan.fallback().keyColumns().stream()
            .map(column -> "t." + column.sql() + "::text")
            .collect(Collectors.joining(", "))
        + "])::text FROM "
        + plan.fallback().name().sql()
        + " t WHERE "
        + content(i -> "t." + plan.column(i).sql())
        + " IN (SELECT "
        + content(i -> "j.o" + plan.journalPosition(i))
        + " FROM "
        + journal
        + " j WHERE j.migrated @> '{"
        + of
        + "}') AND NOT EXISTS (SELECT FROM "
        + journal
        + " j WHERE "
        + plan.keyIs("t", "j")
        + " AND (NOT j.o_there OR j.migrated @> '{"
        + of
        + "}'))";
  }

  private String content(IntFunction<String> value) {
    return BirthSql.content(plan, columns, value);
  }
}
