package com.hypermindlabs.understudy.reconcile;

/**
 * The primary's statements that bring one table's rows in and lock theirs. All tables are temporary
 * and empty after the commit: {@code stage} is what came, {@code theirs} what the primary has.
 */
record StageSql(TablePlan plan) {
  /**
   * Whether theirs is there, and whether it was when last seen: over the stage as {@code s} and
   * theirs as {@code c}, joined by their numbers.
   */
  static final String THERE =
      "c.r IS NOT NULL AS c_there, coalesce(s.t_there, s.o_there) AS b_there";

  String stage() {
    return "pg_temp.understudy_s" + plan.number();
  }

  String theirs() {
    return "pg_temp.understudy_c" + plan.number();
  }

  String stageColumns() {
    return "r bigint, unit bigint, tx text, o_there boolean, t_there boolean, s_there boolean, migrated text[], "
        + "held_in uuid, held_as text[], renewed boolean DEFAULT false, "
        + plan.eachKey(", ", i -> "k" + i + " " + plan.key().get(i - 1).base())
        + ", "
        + typed("o")
        + ", "
        + typed("t")
        + ", "
        + typed("s")
        + ", f_key text[], kw boolean DEFAULT false, ws bigint DEFAULT 0, wo bigint DEFAULT 0,"
        + " own boolean DEFAULT false, adopted boolean DEFAULT false, ready boolean DEFAULT false, ambiguous boolean DEFAULT false, state text, cause text,"
        + " f_o text[], f_s text[], raw_o text[], raw_s text[]";
  }

  String theirsColumns() {
    return "r bigint, " + typed("c");
  }

  static String bare(String temporary) {
    return temporary.substring("pg_temp.".length());
  }

  private String typed(String prefix) {
    return plan.each(", ", i -> prefix + i + " " + plan.column(i).base());
  }

  String copyIn() {
    return "COPY "
        + stage()
        + " (r, unit, tx, o_there, t_there, s_there, migrated, held_in, held_as, "
        + plan.keyList("")
        + ", "
        + plan.list("o")
        + ", "
        + plan.list("t")
        + ", "
        + plan.list("s")
        + ", f_key) FROM STDIN"
        + plan.format();
  }

  /** Without it the planner takes a stage of a million rows for one of a few. */
  String analyze(String table) {
    return "ANALYZE " + table + " (r)";
  }

  /**
   * Locks theirs and notes what they are. A row that is to go is locked against new references too.
   *
   * @param deletes whether the rows that are to go, or the others
   * @param wait whether to wait for locks, or to leave what is locked for the next round
   */
  String lock(boolean deletes, boolean wait) {
    return "INSERT INTO "
        + theirs()
        + " SELECT s.r, "
        + plan.names("t.")
        + " FROM "
        + stage()
        + " s JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "s")
        + " WHERE "
        + (deletes ? "NOT " : "")
        + "s.s_there "
        + (deletes ? "FOR UPDATE" : "FOR NO KEY UPDATE")
        + " OF t"
        + (wait ? "" : " SKIP LOCKED");
  }
}
