package com.hypermindlabs.understudy.reconcile;

/**
 * What became of one table's rows: the ledger for people, the outcome for the fallback. In the
 * merging transaction, after the writes.
 *
 * @param plan of the table
 * @param round the statement's literal of the round's id
 * @param site the literal of the site's id
 * @param epoch of the outage: what earlier ones have left in the ledger is for a person to end
 */
record AccountSql(TablePlan plan, String round, String site, long epoch) {
  /** Whether a row of act did not go over at all. */
  private static final String LEFT_HERE = "a.act IN ('S', 'H')";

  private String act() {
    return new ClassifySql(plan).act();
  }

  private String stage() {
    return new StageSql(plan).stage();
  }

  private String theirs() {
    return new StageSql(plan).theirs();
  }

  private String name() {
    return Sql.text(plan.table());
  }

  /** The names that belong to the values of {@link #array}. */
  private String columns() {
    return Sql.array(plan.columns().stream().map(c -> c.name()).toList());
  }

  private String array(String prefix) {
    return "ARRAY[" + plan.each(", ", i -> prefix + i + "::text") + "]";
  }

  /** Of a row that could not be read, the key that it has on the fallback. */
  private String keyArray(String row) {
    return "CASE WHEN "
        + row
        + ".state IS NOT NULL THEN "
        + row
        + ".f_key ELSE ARRAY["
        + plan.eachKey(", ", i -> row + ".k" + i + "::text")
        + "] END";
  }

  /** Whether a row of act belongs into the ledger. */
  static String accountable() {
    return "(a.act IN ('H', 'K') OR (a.conflict IS NOT NULL AND a.act <> 'S'))";
  }

  /** Whether the ledger has anything to say of the round, as a condition. */
  String anyEntry() {
    return "EXISTS (SELECT FROM " + act() + " a WHERE " + accountable() + ")";
  }

  /** Whether an entry of the ledger, {@code l}, is one that this outage has open of the table. */
  private String open() {
    return "l.site = "
        + site
        + " AND l.epoch = "
        + epoch
        + " AND l.table_name = "
        + name()
        + " AND l.kind = 'held' AND l.resolved IS NULL";
  }

  /** The same for one row, by the key that it has on the fallback: there it may get another one. */
  private String openOf(String fromKey) {
    return open() + " AND " + StrayLedgerSql.FROM_KEY + " = " + fromKey;
  }

  /**
   * What was held before and comes again: its entry ends, with the key that it has there now, or is
   * replaced by a newer image.
   */
  String endOpenEntries(String ledger) {
    return "UPDATE "
        + ledger
        + " l SET resolved = clock_timestamp(), resolution = 'sent again', round = "
        + round
        + ", from_key = s.f_key, key = "
        + keyArray("s")
        + " FROM "
        + act()
        + " a JOIN "
        + stage()
        + " s ON s.r = a.r WHERE a.act NOT IN ('S', 'H') AND "
        + openOf("s.f_key");
  }

  String replaceOpenEntries(String ledger) {
    return "UPDATE "
        + ledger
        + " l SET (round, key, from_key, reason, sqlstate, transaction, columns, policies, base, ours,"
        + " theirs, at) = ("
        + round
        + ", e.key, e.from_key, e.reason, e.sqlstate, e.tx, "
        + columns()
        + ", e.policies, e.base, e.ours, e.theirs, clock_timestamp()) FROM ("
        + entries()
        + ") e WHERE e.act = 'H' AND "
        + openOf("e.from_key");
  }

  String ledger(String ledger) {
    return "INSERT INTO "
        + ledger
        + " (site, epoch, round, table_name, relation, key, from_key, kind, reason, sqlstate, transaction,"
        + " columns, policies, base, ours, theirs, left_as, at) SELECT "
        + site
        + ", "
        + epoch
        + ", "
        + round
        + ", "
        + name()
        + ", "
        + plan.primary().oid()
        + ", e.key, e.from_key, CASE e.act WHEN 'H' THEN 'held' ELSE 'overruled' END, e.reason, e.sqlstate,"
        + " e.tx, "
        + columns()
        + ", e.policies, e.base, e.ours, e.theirs, e.left_as, clock_timestamp() FROM ("
        + entries()
        + ") e WHERE NOT (e.act = 'H' AND EXISTS (SELECT FROM "
        + ledger
        + " l WHERE "
        + openOf("e.from_key")
        + "))";
  }

  private String entries() {
    return "SELECT a.act, "
        + keyArray("s")
        + " AS key, s.f_key AS from_key, coalesce(a.cause, a.conflict || coalesce(': ' || array_to_string(a.apart, ', '),"
        + " ''), 'not written') AS reason, a.sqlstate, s.tx, CASE WHEN s.o_there THEN coalesce(s.raw_o, "
        + array("s.o")
        + ") END AS base, CASE WHEN s.s_there THEN coalesce(s.raw_s, "
        + array("s.s")
        + ") END AS ours, CASE WHEN c.r IS NOT NULL THEN "
        + array("c.c")
        + " END AS theirs, "
        + policies()
        + " AS policies, CASE WHEN a.act = 'H' THEN NULL WHEN "
        + rowIsThere()
        + " THEN ARRAY["
        + plan.each(", ", i -> "t." + plan.column(i).sql() + "::text")
        + "] ELSE '{}'::text[] END AS left_as FROM "
        + act()
        + " a JOIN "
        + stage()
        + " s ON s.r = a.r LEFT JOIN "
        + theirs()
        + " c ON c.r = a.r LEFT JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "s")
        + " WHERE "
        + accountable();
  }

  /** A sum that is in conflict is none: the changes could not be added up. */
  private String policies() {
    if (plan.policies().stream().noneMatch(LedgerNotes.NOTED::contains)) {
      return "NULL::text[]";
    }
    return "ARRAY["
        + plan.each(
            ", ",
            i ->
                switch (plan.policy(i)) {
                  case DERIVED -> Sql.text(Policy.DERIVED.settingsName());
                  case DELTA ->
                      "CASE WHEN "
                          + Sql.text(plan.column(i).name())
                          + " = ANY (a.apart) THEN NULL ELSE "
                          + Sql.text(Policy.DELTA.settingsName())
                          + " END";
                  default -> "NULL";
                })
        + "]::text[]";
  }

  /**
   * What the fallback's next change of a row is to be compared with, for rows where that is not
   * what was sent: what the primary has now, but where that is another writer's doing, what it was
   * before. Whoever changes the row on the fallback again has not seen it, and is in conflict with
   * it. Of a row that is held again after a decision, theirs as it was then: see {@link
   * DecidedSql}.
   */
  String outcome(String outcome) {
    String unseen =
        "(act <> 'B' AND c_there <> b_there AND n_there = c_there AND n_there <> s_there)";
    String renewed = "(act = 'H' AND renewed)";
    return "INSERT INTO "
        + outcome
        + " (round, table_name, r, kind, there, result) SELECT "
        + round
        + ", "
        + name()
        + ", r, CASE act WHEN 'S' THEN 'skipped' WHEN 'H' THEN CASE WHEN renewed THEN"
        + " 'renewed' ELSE 'held' END ELSE 'merged' END, CASE WHEN "
        + renewed
        + " THEN t_there WHEN "
        + unseen
        + " THEN b_there ELSE n_there END, CASE WHEN act NOT IN ('S', 'H') THEN ARRAY["
        + plan.byNumber(
            i -> {
              MergedValue value = new MergedValue(plan, i);
              return "CASE WHEN "
                  + unseen
                  + " OR act <> 'B' AND "
                  + value.unseen()
                  + " THEN "
                  + value.lastSeen()
                  + " ELSE n"
                  + i
                  + " END::text";
            })
        + "] WHEN "
        + renewed
        + " THEN ARRAY["
        + plan.byNumber(i -> "t" + i + "::text")
        + "] END FROM ("
        + ends()
        + ") f";
  }

  /**
   * Whether {@link #outcome} would write anything, as a condition: a fraction of its work, and most
   * rounds end as they were sent. Counted, because a plan for the first row that is found reads the
   * table by its index.
   */
  String anyOutcome() {
    return "(EXISTS (SELECT FROM "
        + act()
        + " a WHERE "
        + LEFT_HERE
        + ") OR (SELECT count(*) FROM "
        + stage()
        + " s LEFT JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "s")
        + " WHERE "
        + endedOtherwise()
        + ") > 0)";
  }

  /** Whether a row of the stage, {@code s}, is not there, {@code t}, as it was sent. */
  private String endedOtherwise() {
    return "s.kw OR s.ws <> 0 OR ("
        + rowIsThere()
        + ") <> s.s_there OR (s.s_there AND ("
        + plan.each(
            " OR ", i -> Images.different(plan.column(i), "t." + plan.column(i).sql(), "s.s" + i))
        + "))";
  }

  private String rowIsThere() {
    return "t." + plan.key().get(0).sql() + " IS NOT NULL";
  }

  /** Rows that did not end as they were sent: with theirs as it was, c, and as it is now, n. */
  private String ends() {
    return "SELECT a.r, a.act, s.renewed, s.migrated, s.o_there, s.t_there, s.s_there, "
        + StageSql.THERE
        + ", "
        + rowIsThere()
        + " AS n_there, "
        + plan.list("s.o")
        + ", "
        + plan.list("s.t")
        + ", "
        + plan.list("s.s")
        + ", "
        + plan.list("c.c")
        + ", "
        + plan.each(", ", i -> "t." + plan.column(i).sql() + " AS n" + i)
        + " FROM "
        + act()
        + " a JOIN "
        + stage()
        + " s ON s.r = a.r LEFT JOIN "
        + theirs()
        + " c ON c.r = a.r LEFT JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "s")
        + " WHERE "
        + LEFT_HERE
        + " OR "
        + endedOtherwise();
  }

  /**
   * The counts of {@link RoundReport.Counts}, in its order, as one more row of the outcome: it says
   * that the table went along with the round, by its number, which no new name changes.
   *
   * @param forwarded rows that have arrived and are not in act
   */
  String report(String outcome, long forwarded) {
    String done = "NOT " + LEFT_HERE;
    return "INSERT INTO "
        + outcome
        + " (round, table_name, r, kind, result) SELECT "
        + round
        + ", "
        + name()
        + ", -"
        + plan.number()
        + ", 'report', ARRAY[count(*) + "
        + forwarded
        + ", count(*) FILTER (WHERE "
        + done
        + " AND a.conflict IS NULL AND o.r IS NULL) + "
        + forwarded
        + ", count(*) FILTER (WHERE "
        + done
        + " AND a.conflict IS NULL AND o.r IS NOT NULL), count(*) FILTER (WHERE "
        + done
        + " AND a.conflict IS NOT NULL), count(*) FILTER (WHERE a.act = 'H'), count(*) FILTER (WHERE"
        + " a.act = 'S'), count(*) FILTER (WHERE a.act = 'D'), count(*) FILTER (WHERE a.act ="
        + " 'A')]::text[] FROM "
        + act()
        + " a LEFT JOIN "
        + outcome
        + " o ON o.round = "
        + round
        + " AND o.table_name = "
        + name()
        + " AND o.r = a.r";
  }
}
