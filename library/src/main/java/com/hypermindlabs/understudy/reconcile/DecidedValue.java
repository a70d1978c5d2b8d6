package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;

/**
 * What a decision makes of the bases of one column, as expressions over a row of the stage, {@code
 * s}, and what the ledger has of it, {@code l}: see {@link DecidedSql#entries}. Pure. Evaluated a
 * second time, with what the first has written, they say the same.
 */
record DecidedValue(TablePlan plan, int position) {
  static final String HELD = "l.kind = 'held'";

  /** Whether the decision has left a row there; NULL where that is not known. */
  static final String LEFT_THERE = "cardinality(l.last_left) > 0";

  /** Whether the row was there on this side when it was sent. */
  static final String O_THERE = "CASE WHEN " + HELD + " THEN l.ours IS NOT NULL ELSE s.o_there END";

  static final String B_THERE = "coalesce(s.t_there, s.o_there)";

  /**
   * Whether the journal has what an entry shows, moved by migrations since. Else it is from a build
   * that did not keep it, or the row came with a table that is carried no more.
   */
  static final String KEPT =
      "(" + HELD + " AND s.held_as IS NOT NULL AND s.held_in IS NOT DISTINCT FROM l.round)";

  private Column column() {
    return plan.column(position);
  }

  private String name() {
    return Sql.text(column().name());
  }

  /** The column's number on the fallback, by which what is held is kept. */
  private int number() {
    return plan.fallback().column(column().name()).orElseThrow().number();
  }

  private String in(String image, String columns) {
    return image + "[array_position(" + columns + ", " + name() + ")]";
  }

  private String read(String text) {
    return "(" + text + ")::" + column().base();
  }

  /** Ours as the entry of what was held shows it. */
  private String shown() {
    return in("l.ours", "l.columns");
  }

  /** What was sent when it was held, as text. */
  private String held() {
    String kept = RawStageSql.text("s.held_as[" + number() + "]");
    return "CASE WHEN " + KEPT + " THEN " + kept + " ELSE " + shown() + " END";
  }

  /** A column may be newer than the entry, or a migration may have changed what was held of it. */
  private String known() {
    return "CASE WHEN "
        + KEPT
        + " THEN cardinality(s.held_as) >= "
        + number()
        + " AND NOT coalesce('h"
        + number()
        + "' = ANY (s.migrated), false) ELSE "
        + name()
        + " = ANY (l.columns) END";
  }

  /** Ours as both sides have it: what was held, or what the journal has already. */
  String base() {
    return "CASE WHEN "
        + HELD
        + " AND "
        + known()
        + " THEN "
        + read(held())
        + " ELSE s.o"
        + position
        + " END";
  }

  private String left() {
    return in("l.last_left", "l.last_columns");
  }

  /** Whether the decision has left this there, in a row that was sent. */
  private String leftIs(String ours) {
    return decided() + " AND " + left() + " IS NOT DISTINCT FROM " + ours;
  }

  private String decided() {
    return LEFT_THERE + " AND " + O_THERE + " AND " + name() + " = ANY (l.last_columns)";
  }

  private String lastSeen() {
    return "CASE WHEN s.t_there IS NULL THEN s.o" + position + " ELSE s.t" + position + " END";
  }

  /** Whether what stands there is the decision's doing alone, as what a trigger has made of it. */
  private String onlyByTheDecision() {
    return decided()
        + " AND CASE WHEN cardinality(l.last_found) > 0 THEN "
        + in("l.last_found", "l.last_columns")
        + " IS NOT DISTINCT FROM (CASE WHEN "
        + B_THERE
        + " THEN "
        + lastSeen()
        + " ELSE "
        + base()
        + " END)::text ELSE l.last_found IS NOT NULL END";
  }

  /** What was brought there as it was shown: a migration there may have come before, or after. */
  private String brought() {
    return "CASE WHEN (SELECT c.c"
        + position
        + "::text FROM "
        + new StageSql(plan).theirs()
        + " c WHERE c.r = s.r) IS NOT DISTINCT FROM "
        + left()
        + " THEN "
        + read(left())
        + " ELSE "
        + base()
        + " END";
  }

  /** Theirs when last seen. */
  String theirBase() {
    String ours = "CASE WHEN " + HELD + " THEN " + held() + " ELSE s.o" + position + "::text END";
    return "CASE WHEN "
        + leftIs(ours)
        + " THEN "
        + base()
        + " WHEN "
        + KEPT
        + " AND "
        + leftIs(shown())
        + " THEN "
        + brought()
        + " WHEN "
        + onlyByTheDecision()
        + " THEN "
        + read(left())
        + " WHEN NOT "
        + B_THERE
        + " THEN "
        + base()
        + " ELSE "
        + lastSeen()
        + " END";
  }
}
