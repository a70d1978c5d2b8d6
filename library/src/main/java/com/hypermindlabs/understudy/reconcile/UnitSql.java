package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps rows of transactions that belong together together: when one is held or skipped, all are.
 *
 * @param plans of the tables that have such rows
 */
record UnitSql(List<TablePlan> plans) {
  UnitSql {
    plans = List.copyOf(plans);
  }

  /**
   * Units are negative there; a row that stands alone has its own number. Of a row that was born
   * and deleted here there is nothing to be held: its key may be another row's there.
   */
  String spread() {
    String acts =
        TableQuestions.union(
            plans,
            plan ->
                "SELECT unit, act FROM "
                    + new ClassifySql(plan).act()
                    + " WHERE unit < 0 AND act IN ('S', 'H')");
    String spread =
        plans.stream()
            .map(
                plan ->
                    "UPDATE "
                        + new ClassifySql(plan).act()
                        + " a SET act = CASE WHEN u.skipped THEN 'S' ELSE 'H' END, cause = CASE WHEN"
                        + " u.skipped THEN NULL WHEN a.act <> 'H' THEN 'its transaction is held'"
                        + " ELSE a.cause END FROM"
                        + " pg_temp.understudy_units u, "
                        + new StageSql(plan).stage()
                        + " s WHERE u.unit = a.unit AND s.r = a.r AND (s.o_there OR s.s_there)")
            .collect(Collectors.joining("; "));
    return "DROP TABLE IF EXISTS pg_temp.understudy_units; CREATE TEMP TABLE understudy_units ON COMMIT DROP AS SELECT unit, bool_or(act = 'S') AS"
        + " skipped FROM ("
        + acts
        + ") x GROUP BY unit; "
        + spread;
  }
}
