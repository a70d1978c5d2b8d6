package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableShape;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Updates the rows of a round that the primary still has as the fallback began with them, and takes
 * them off the stage. Nothing is to be merged there, whatever the policy, and after an outage that
 * is nearly all: one pass takes the place of locks, verdict, write and account.
 *
 * <p>Only rows that cannot be refused for another row's sake, and that end as they were sent: no
 * key, no reference and no unique value is changed, no trigger of the application has a say,
 * nothing of the outage is held or was decided since, nothing that the row names is known under
 * another key, no migration has come to it. All others stay on the stage.
 */
record FastForwardSql(TablePlan plan, RoundContext round) {
  /** Fewer rows are not worth a statement more. */
  static final long FROM_ROWS = 1000;

  /** Whether there can be such rows at all. */
  boolean possible() {
    TableShape there = plan.primary();
    return round.plans().stream().allMatch(FastForwardSql::quiet)
        && !there.exclusions()
        && there.uniques().stream().noneMatch(List::isEmpty)
        && bound().stream().allMatch(name -> plan.position(name) > 0)
        && plan.naturalKeys().isEmpty()
        && !plan.holds()
        && !plan.policies().contains(Policy.DERIVED)
        && !positions(false).isEmpty();
  }

  /** What is written to any other table of the round may change rows of this one by a trigger. */
  private static boolean quiet(TablePlan any) {
    return any.primary().kind() == TableShape.Kind.PLAIN && !any.primary().userTriggers();
  }

  /** The columns whose values other rows have a say in. */
  private Set<String> bound() {
    Set<String> names = new HashSet<>(plan.primary().key());
    plan.primary().uniques().forEach(names::addAll);
    plan.primary().foreignKeys().stream().map(ForeignKey::columns).forEach(names::addAll);
    return names;
  }

  /** The positions of the columns that have to stay as they are, or of the others. */
  private List<Integer> positions(boolean fixed) {
    Set<String> names = bound();
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> fixed == (names.contains(plan.column(i).name()) || takesNoValue(i)))
        .boxed()
        .toList();
  }

  private boolean takesNoValue(int position) {
    return plan.column(position).identity() == Column.Identity.ALWAYS;
  }

  /**
   * The statement; it counts those rows.
   *
   * @param rows how many are on the stage
   */
  String update(long rows) {
    StageSql stage = new StageSql(plan);
    String sets =
        each(
            positions(false),
            ", ",
            i ->
                plan.column(i).sql()
                    + " = CASE WHEN "
                    + unchanged(i)
                    + " THEN t."
                    + plan.column(i).sql()
                    + " ELSE s.s"
                    + i
                    + " END");
    return "WITH done AS (UPDATE "
        + plan.table()
        + " t SET "
        + sets
        + " FROM "
        + stage.stage()
        + " s WHERE "
        + plan.keyIs("t", "s")
        + " AND s.s_there AND s.o_there AND s.t_there IS NULL AND s.migrated IS NULL AND "
        + each(positions(true), " AND ", this::unchanged)
        + " AND NOT ("
        + each(positions(false), " AND ", this::unchanged)
        + ") AND "
        + plan.each(
            " AND ", i -> Images.same(plan.column(i), "t." + plan.column(i).sql(), "s.o" + i))
        + " AND NOT "
        + round.anyAlias(plan)
        + " AND NOT "
        + round.anyHeld()
        + " AND NOT "
        + round.anyDecided()
        + " RETURNING s.ctid AS at) DELETE FROM "
        + stage.stage()
        + " WHERE "
        + Sql.isAmong("SELECT at FROM done", rows);
  }

  private String unchanged(int position) {
    return Images.same(plan.column(position), "s.o" + position, "s.s" + position);
  }

  private static String each(Collection<Integer> positions, String glue, IntFunction<String> form) {
    return positions.stream().map(form::apply).collect(Collectors.joining(glue));
  }
}
