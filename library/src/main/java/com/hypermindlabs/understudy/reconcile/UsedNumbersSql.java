package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Leads a sequence of the primary past the numbers that new rows bring with them, before they are
 * written: those of a site that began without a primary are from no block, and whoever draws there
 * next would get them once more. The numbers are drawn, like anybody draws: a sequence that is set
 * may be set back, for others draw meanwhile.
 *
 * @param plan of the table
 * @param position of a column that a sequence feeds
 */
record UsedNumbersSql(TablePlan plan, int position) {
  /** So many numbers are drawn within a second. */
  private static final int AT_ONCE = 1_000_000;

  /** And so many take no longer than writing one row. */
  private static final int FOR_A_ROW = 20;

  /** For each column of a table that one feeds. */
  static List<UsedNumbersSql> of(TablePlan plan) {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> plan.column(i).sequence() != null && plan.column(i).integer())
        .mapToObj(i -> new UsedNumbersSql(plan, i))
        .toList();
  }

  /**
   * Draws what is used, if anything. A number beyond half of what is left, or much farther on than
   * there are rows, is none of the sequence's: it is left in the way. A sequence that begins again
   * at its end comes by all numbers whatever is done.
   */
  String draw() {
    String rows = new ClassifySql(plan).act() + " a WHERE a.act = 'I'";
    String steps = "(a.m" + position + " - q.given) / q.step";
    return "SELECT count(nextval(d.sequence)) FROM (SELECT q.sequence, (SELECT floor(max("
        + steps
        + "))::bigint FROM "
        + rows
        + " AND "
        + steps
        + " BETWEEN 1 AND least((q.last - q.given) / q.step / 2, "
        + AT_ONCE
        + " + "
        + FOR_A_ROW
        + " * (SELECT count(*) FROM "
        + rows
        + "))) AS steps FROM ("
        + sequence()
        + ") q OFFSET 0) d, generate_series(1, d.steps)";
  }

  /** What it gave last, or would have given before its first number, and where it ends. */
  private String sequence() {
    return "SELECT p.seqrelid::regclass AS sequence, p.seqincrement::numeric AS step, CASE WHEN"
        + " p.seqincrement > 0 THEN p.seqmax ELSE p.seqmin END::numeric AS last, coalesce(CASE WHEN"
        + " has_sequence_privilege(p.seqrelid, 'USAGE') THEN pg_sequence_last_value(p.seqrelid) END,"
        + " p.seqstart::numeric - p.seqincrement) AS given FROM pg_sequence p WHERE p.seqrelid ="
        + " to_regclass("
        + Sql.text(String.valueOf(plan.column(position).sequence()))
        + ") AND NOT p.seqcycle AND has_sequence_privilege(p.seqrelid, 'USAGE')";
  }
}
