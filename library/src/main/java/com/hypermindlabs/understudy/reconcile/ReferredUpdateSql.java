package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Updates of a value that rows of the primary refer to by a foreign key that would unset them.
 *
 * @param plan of the table that is updated
 * @param reference to it
 * @param plans of the round: rows that it changes too are not another writer's
 */
record ReferredUpdateSql(TablePlan plan, Reference reference, List<TablePlan> plans) {
  ReferredUpdateSql {
    plans = List.copyOf(plans);
  }

  private String act() {
    return new ClassifySql(plan).act();
  }

  private List<Integer> positions() {
    return reference.key().targetColumns().stream()
        .map(plan::position)
        .filter(i -> i > 0 && !plan.isKey(i))
        .toList();
  }

  private String each(String glue, IntFunction<String> form) {
    return positions().stream().map(form::apply).collect(Collectors.joining(glue));
  }

  /** Whether a round may change one of the columns. */
  boolean possible() {
    return !positions().isEmpty();
  }

  private String changing() {
    return plan.keyIs("t", "a") + " AND a.act = 'U' AND (" + each(" OR ", i -> "a.d" + i) + ")";
  }

  String lock() {
    return "SELECT FROM "
        + plan.table()
        + " t JOIN "
        + act()
        + " a ON "
        + changing()
        + " FOR UPDATE OF t";
  }

  /**
   * Theirs stays, under whatever policy: the winner that is declared is not what hangs under it.
   */
  String keep() {
    boolean held = positions().stream().anyMatch(i -> plan.policy(i).undecided());
    String others =
        IntStream.rangeClosed(1, plan.width())
            .filter(i -> !positions().contains(i))
            .mapToObj(i -> "a.d" + i)
            .collect(Collectors.joining(" OR "));
    return "UPDATE "
        + act()
        + " a SET act = "
        + (held ? "'H'" : "CASE WHEN " + others + " THEN 'U' ELSE 'N' END")
        + ", conflict = coalesce(a.conflict || '; ', '') || "
        + Sql.text(why())
        + ", apart = a.apart || array_remove(ARRAY["
        + each(", ", i -> "CASE WHEN a.d" + i + " THEN " + Sql.text(plan.column(i).name()) + " END")
        + "]::text[], NULL), "
        + each(", ", i -> "d" + i + " = false")
        + " FROM "
        + plan.table()
        + " t WHERE "
        + changing()
        + (reference.readable()
            ? " AND EXISTS (" + reference.rows("t") + unlessChangedToo() + ")"
            : "");
  }

  private String why() {
    return reference.readable()
        ? "changed here, referred to there"
        : "changed here, perhaps referred to there by what may not be read: " + reference.child();
  }

  /** What the round deletes, or gives another reference, stays as the round says. */
  private String unlessChangedToo() {
    return plans.stream()
        .filter(other -> other.name().equals(reference.root()))
        .map(
            other -> {
              String changed =
                  reference.key().columns().stream()
                      .map(other::position)
                      .filter(i -> i > 0)
                      .map(i -> " OR ca.act = 'U' AND ca.d" + i)
                      .collect(Collectors.joining());
              return " AND NOT EXISTS (SELECT FROM "
                  + new ClassifySql(other).act()
                  + " ca WHERE "
                  + other.keyIs("child", "ca")
                  + " AND (ca.act = 'D'"
                  + changed
                  + "))";
            })
        .collect(Collectors.joining());
  }
}
