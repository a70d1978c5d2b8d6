package com.hypermindlabs.understudy.reconcile;

import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows that a trigger of the primary's makes beside one of ours, where the fallback has sent the
 * same row: a profile for each member. No other writer's doing, and there again as often as the
 * round is tried: such a row and ours are one, and differ as the policies of their columns say.
 */
record CompanionSql(TablePlan plan) {
  /** Whether there can be any: a trigger on one table makes rows of others. */
  static boolean possible(Collection<TablePlan> plans) {
    return plans.stream().anyMatch(plan -> plan.primary().userTriggers());
  }

  private String act() {
    return new ClassifySql(plan).act();
  }

  /**
   * Finds what is to be inserted and is there by our own doing, and decides it; before the inserts,
   * which write rows of our own too. What waits for a person is left: it is not inserted either.
   *
   * @param which a further condition on the row of act, {@code a}; may be empty
   */
  String decide(String which) {
    return "WITH c AS (INSERT INTO "
        + new StageSql(plan).theirs()
        + " SELECT a.r, "
        + plan.list("a.c")
        + " FROM ("
        + there(which)
        + ") a WHERE "
        + ours("a.x")
        + " AND NOT "
        + anyDiffers(i -> plan.policy(i) == Policy.HOLD || plan.policy(i) == Policy.RESOLVER, "a")
        + " RETURNING *) UPDATE "
        + act()
        + " a SET act = CASE WHEN "
        + anyDiffers(this::overwritten, "c")
        + " THEN 'U' ELSE 'N' END, conflict = CASE WHEN "
        + anyDiffers(this::compared, "c")
        + " THEN 'made there by a trigger too' END, apart = array_remove(ARRAY["
        + plan.each(
            ", ",
            i ->
                compared(i)
                    ? "CASE WHEN "
                        + differs(i, "c")
                        + " THEN "
                        + Sql.text(plan.column(i).name())
                        + " END"
                    : "NULL")
        + "]::text[], NULL), "
        + plan.each(", ", i -> "d" + i + " = " + (overwritten(i) ? differs(i, "c") : "false"))
        + " FROM c WHERE c.r = a.r";
  }

  /** The positions of columns in which ours is written over theirs. */
  List<Integer> overwritten() {
    return IntStream.rangeClosed(1, plan.width()).filter(this::overwritten).boxed().toList();
  }

  private boolean overwritten(int position) {
    return plan.policy(position) == Policy.FALLBACK_WINS
        && new WriteSql(plan, List.of(), List.of()).writable().contains(position);
  }

  private boolean compared(int position) {
    return plan.policy(position) != Policy.DERIVED && !plan.isKey(position);
  }

  /** Whether a row that is to be inserted is there by another writer's doing, as a condition. */
  String anyOfOthers(String which) {
    return "EXISTS (SELECT FROM (" + there(which) + ") a WHERE NOT " + ours("a.x") + ")";
  }

  /** What is to be inserted and is there: asked before whose it is, which costs more. */
  private String there(String which) {
    return "SELECT a.r, t.xmin AS x, "
        + plan.list("a.m")
        + ", "
        + plan.each(", ", i -> "t." + plan.column(i).sql() + " AS c" + i)
        + " FROM "
        + act()
        + " a JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "a")
        + " WHERE a.act = 'I'"
        + which
        + " OFFSET 0";
  }

  /** What we see and is not committed is ours, in whatever subtransaction. */
  static String ours(String xmin) {
    return "(CASE WHEN age("
        + xmin
        + ") <= 0 THEN pg_xact_status((pg_current_xact_id()::text::bigint - age("
        + xmin
        + "))::text::xid8) = 'in progress' ELSE false END)";
  }

  private String anyDiffers(IntPredicate among, String there) {
    return Stream.concat(
            Stream.of("false"),
            IntStream.rangeClosed(1, plan.width()).filter(among).mapToObj(i -> differs(i, there)))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private String differs(int position, String there) {
    return Images.different(
        plan.column(position),
        there + ".c" + position,
        "(a.m" + position + ")::" + plan.column(position).type());
  }
}
