package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import java.util.List;

/**
 * The fallback's statements for one table of a round: {@code sent_n} holds what is sent, as it was
 * sent, until it is settled.
 */
record SentSql(TablePlan plan) {
  String journal() {
    return "understudy.journal_" + plan.number();
  }

  String sent() {
    return "understudy.sent_" + plan.number();
  }

  /** Differs whenever a table made for one plan does not serve another. */
  String form() {
    return plan.columns().stream().map(c -> c.name() + " " + c.type()).toList() + " " + plan.key();
  }

  /**
   * A key is in it once, because rounds begin one after the other and leave out what is there: the
   * index of a constraint that says so would take half of the time of filling it.
   */
  String create() {
    return "DROP TABLE IF EXISTS "
        + sent()
        + "; CREATE TABLE "
        + sent()
        + " (r bigint NOT NULL DEFAULT nextval('understudy.sent_number'),"
        + " round uuid NOT NULL, unit bigint, touched xid8 NOT NULL, s_there boolean NOT NULL,"
        + " kind text, t_there boolean, "
        + plan.eachKey(", ", i -> "k" + i + " " + keyType(i) + " NOT NULL")
        + ", "
        + plan.each(", ", i -> "s" + i + " " + plan.fallbackType(i))
        + ", "
        + plan.each(", ", i -> "t" + i + " " + plan.fallbackType(i))
        + ")";
  }

  private String keyType(int i) {
    return plan.fallback().keyColumns().get(i - 1).type();
  }

  /** Whether there is anything to send; entries still to be settled wait. */
  String pending() {
    return "EXISTS (SELECT FROM " + journal() + " j WHERE NOT j.settled)";
  }

  /** Whether rows of an earlier round are left that are not settled. */
  String anyLeft() {
    return "EXISTS (SELECT FROM " + sent() + ")";
  }

  /**
   * Takes what is in the journal now, with the rows as they are now, for the round ?.
   *
   * @param left whether there is {@link #anyLeft}, which waits. Asked before, and looked for in a
   *     hash table: of a table that was empty when it was last vacuumed the planner expects no row,
   *     and would read it again for each row of the journal while this statement fills it.
   */
  String fill(boolean left) {
    String waits =
        " AND ("
            + plan.keyList("j.")
            + ") NOT IN (SELECT "
            + plan.keyList("x.")
            + " FROM "
            + sent()
            + " x)";
    return take("NOT j.settled" + (left ? waits : ""));
  }

  /** Takes held entries again that later transactions of the round are bound to. */
  String fillBound(String units) {
    return take(
        "j.held AND j.settled AND EXISTS (SELECT FROM pg_temp.understudy_touched t WHERE t.n = "
            + plan.number()
            + " AND t.key = "
            + keyArray("j")
            + " AND t.unit IN ("
            + units
            + ")) AND NOT EXISTS (SELECT FROM "
            + sent()
            + " x WHERE "
            + plan.sameKey("x", "j")
            + ")");
  }

  String unitsOf(String round) {
    return "SELECT unit FROM " + sent() + " WHERE round = '" + round + "' AND unit IS NOT NULL";
  }

  private String take(String which) {
    return "INSERT INTO "
        + sent()
        + " (round, touched, s_there, "
        + plan.keyList("")
        + ", "
        + plan.list("s")
        + ") SELECT ?::uuid, j.touched, "
        + rowIsThere("t")
        + ", "
        + plan.keyList("j.")
        + ", "
        + plan.names("t.")
        + " FROM "
        + journal()
        + " j LEFT JOIN "
        + plan.fallback().name().sql()
        + " t ON "
        + plan.keyIs("t", "j")
        + " WHERE "
        + which;
  }

  private String rowIsThere(String row) {
    return row + "." + plan.key().get(0).sql() + " IS NOT NULL";
  }

  /** The rows of one round for the primary's stage, in the order of {@link StageSql#create}. */
  String copyOut(String round) {
    return "COPY (SELECT s.r, s.unit, s.touched::text, j.o_there, j.t_there, s.s_there, "
        + plan.keyList("s.")
        + ", "
        + plan.each(", ", i -> "j.o" + plan.journalPosition(i))
        + ", "
        + plan.each(", ", i -> "j.t" + plan.journalPosition(i))
        + ", "
        + plan.list("s.s")
        + ", "
        + keyArray("s")
        + " FROM "
        + sent()
        + " s JOIN "
        + journal()
        + " j ON "
        + plan.sameKey("j", "s")
        + " WHERE s.round = '"
        + round
        + "') TO STDOUT"
        + plan.format();
  }

  /** The same for {@link RawStageSql}. */
  String copyRaw(String round) {
    return "COPY (SELECT s.r, s.unit, s.touched, j.o_there, j.t_there, s.s_there, ARRAY["
        + plan.eachKey(", ", i -> RawStageSql.hexed("s.k" + i))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("j.o" + plan.journalPosition(i)))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("j.t" + plan.journalPosition(i)))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("s.s" + i))
        + "], ARRAY["
        + plan.eachKey(", ", i -> RawStageSql.hexed("s.k" + i))
        + "] FROM "
        + sent()
        + " s JOIN "
        + journal()
        + " j ON "
        + plan.sameKey("j", "s")
        + " WHERE s.round = '"
        + round
        + "') TO STDOUT";
  }

  /** Notes what the primary did with rows that did not simply arrive. */
  String noteOutcome() {
    return noting("pg_temp.understudy_outcome o") + " AND o.n = " + plan.number();
  }

  /**
   * The same where this server cannot read a value of the primary's. Of such a row it notes what
   * was sent: the primary's differs from that, so that it counts as changed there from now on.
   */
  String noteOutcomeApart() {
    return "DO $understudy$ DECLARE one record; BEGIN FOR one IN SELECT * FROM"
        + " pg_temp.understudy_outcome x WHERE x.n = "
        + plan.number()
        + " LOOP BEGIN "
        + noteOutcome()
        + " AND o.r = one.r; EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN UPDATE "
        + sent()
        + " s SET kind = one.kind, t_there = s.s_there, "
        + plan.each(", ", i -> "t" + i + " = s.s" + i)
        + " WHERE s.r = one.r; END; END LOOP; END $understudy$";
  }

  private String noting(String outcome) {
    return "UPDATE "
        + sent()
        + " s SET kind = o.kind, t_there = o.there, "
        + plan.each(", ", i -> "t" + i + " = (o.result[" + i + "])::" + plan.fallbackType(i))
        + " FROM "
        + outcome
        + " WHERE o.r = s.r";
  }

  /**
   * Ends what arrived as it was sent, and was not touched since, in one pass: nearly always that is
   * all of a round. To be given up where a writer has an entry in hand.
   *
   * @param rows at most so many
   */
  String endArrived(String round, long rows) {
    return "WITH gone AS (DELETE FROM "
        + journal()
        + " j USING "
        + sent()
        + " s WHERE s.round = '"
        + round
        + "' AND s.kind IS NULL AND "
        + plan.sameKey("j", "s")
        + " AND j.touched = s.touched RETURNING s.ctid AS at) DELETE FROM "
        + sent()
        + " WHERE "
        + Sql.isAmong("SELECT at FROM gone", rows);
  }

  /**
   * Where the rows of {@link #free} are: nobody can move them while we have them locked. Without a
   * column that may grow large, for which the server would make a second table and its index.
   */
  static final String FREE =
      "CREATE TEMP TABLE understudy_free (n integer, j tid, s tid, same boolean, kind varchar(20))"
          + " ON COMMIT DROP";

  /** The entries that no writer has in hand: they can be settled now. */
  String free() {
    return "INSERT INTO pg_temp.understudy_free (n, j, s, same, kind) SELECT "
        + plan.number()
        + ", j.ctid, s.ctid, j.touched = s.touched, coalesce(s.kind, 'applied') FROM "
        + sent()
        + " s JOIN "
        + journal()
        + " j ON "
        + plan.sameKey("j", "s")
        + " WHERE EXISTS (SELECT FROM understudy.round d WHERE d.id = s.round AND d.done)"
        + " FOR UPDATE OF j SKIP LOCKED";
  }

  private String isFree() {
    return "f.n = " + plan.number() + " AND j.ctid = f.j";
  }

  /** What arrived as it was sent, and was not touched since, is done. */
  String forgetArrived(long free) {
    return "DELETE FROM "
        + journal()
        + " WHERE "
        + Sql.isAmong(free("j") + " AND f.kind = 'applied' AND f.same", free);
  }

  private String free(String address) {
    return "SELECT f." + address + " FROM pg_temp.understudy_free f WHERE f.n = " + plan.number();
  }

  /**
   * What arrived and was touched again, or ended differently there, has two bases from now on: what
   * was sent, and what the primary had then.
   */
  String rebase() {
    return "UPDATE "
        + journal()
        + " j SET settled = f.same, held = false, o_there = s.s_there,"
        + " t_there = CASE f.kind WHEN 'merged' THEN s.t_there END, "
        + plan.each(
            ", ",
            i ->
                "o"
                    + plan.journalPosition(i)
                    + " = s.s"
                    + i
                    + ", t"
                    + plan.journalPosition(i)
                    + " = s.t"
                    + i)
        + " FROM pg_temp.understudy_free f JOIN "
        + sent()
        + " s ON s.ctid = f.s WHERE "
        + isFree()
        + " AND (f.kind = 'merged' OR (f.kind = 'applied' AND NOT f.same))";
  }

  /** What is held keeps its base. */
  String keepHeld() {
    return "UPDATE "
        + journal()
        + " j SET settled = f.same, held = true FROM pg_temp.understudy_free f WHERE "
        + isFree()
        + " AND f.kind = 'held'";
  }

  String forgetSent(long free) {
    return "DELETE FROM " + sent() + " WHERE " + Sql.isAmong(free("s"), free);
  }

  private String keyArray(String row) {
    return "ARRAY[" + plan.eachKey(", ", i -> row + ".k" + i + "::text") + "]";
  }

  /** Waits for nobody: where somebody is at it, it is being done. */
  String vacuum() {
    return "VACUUM (SKIP_LOCKED) " + sent() + ", " + journal();
  }

  /** Gives the round's rows the units of {@code group_touches}. */
  String noteUnits(String round) {
    return "UPDATE "
        + sent()
        + " s SET unit = t.unit FROM pg_temp.understudy_touched t WHERE t.n = "
        + plan.number()
        + " AND t.key = "
        + keyArray("s")
        + " AND s.round = '"
        + round
        + "'";
  }

  /** Units with a row of which an earlier round is not settled: they wait for the next one. */
  String unsettledUnits(String round) {
    return "SELECT t.unit FROM "
        + sent()
        + " s JOIN pg_temp.understudy_touched t ON t.n = "
        + plan.number()
        + " AND t.key = "
        + keyArray("s")
        + " WHERE s.round <> '"
        + round
        + "'";
  }

  String leaveUnits(String round, String units) {
    return "DELETE FROM " + sent() + " WHERE round = '" + round + "' AND unit IN (" + units + ")";
  }

  /** Units of the round that did not arrive. */
  String waitingUnits(String round) {
    return "SELECT unit FROM "
        + sent()
        + " WHERE round = '"
        + round
        + "' AND kind IN ('held', 'skipped') AND unit IS NOT NULL";
  }

  /**
   * Rows of the round, {@code s}, that refer to one of the target which was born here, is to be
   * handed over and is not in the round.
   *
   * @return from FROM on; nothing when the foreign key does not refer to the primary key
   */
  String referrers(String round, ForeignKey key, TablePlan target) {
    SentSql referred = new SentSql(target);
    List<Integer> positions = plan.referring(key, target);
    if (positions.isEmpty()) {
      return "";
    }
    return " FROM "
        + sent()
        + " s JOIN "
        + referred.journal()
        + " j ON "
        + target.eachKey(" AND ", i -> "j.k" + i + " = s.s" + positions.get(i - 1))
        + " WHERE s.round = '"
        + round
        + "' AND s.s_there AND NOT j.o_there AND NOT j.settled AND NOT EXISTS (SELECT FROM "
        + referred.sent()
        + " x WHERE x.round = '"
        + round
        + "' AND "
        + target.sameKey("x", "j")
        + ")";
  }

  String leave(String rows) {
    return "DELETE FROM " + sent() + " WHERE ctid IN (" + rows + ")";
  }
}
