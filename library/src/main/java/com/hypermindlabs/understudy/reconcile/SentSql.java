package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.SentTable;
import com.hypermindlabs.understudy.capture.TouchedKey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The fallback's statements that begin and send a round, for one table: see {@link SentTable}. */
record SentSql(TablePlan plan) {
  /** What is held, in digits that any server takes: the primary may have refused a value of it. */
  private static final String HELD =
      "j.held_in, CASE WHEN j.held_as IS NOT NULL THEN ARRAY(SELECT "
          + RawStageSql.hexed("h.value")
          + " FROM unnest(j.held_as) WITH ORDINALITY h (value, n) ORDER BY h.n) END";

  String journal() {
    return "understudy.journal_" + plan.number();
  }

  String sent() {
    return SentTable.name(plan.number());
  }

  /** Whether there is anything to send; entries still to be settled wait. */
  String pending() {
    return "EXISTS (SELECT FROM " + journal() + " j WHERE NOT j.settled)";
  }

  /**
   * Takes what is in the journal now, with the rows as they are now, for the round ?.
   *
   * @param left whether there is {@link SettleSql#anyLeft}, which waits. Asked before, and looked
   *     for in a hash table: of a table that was empty when it was last vacuumed the planner
   *     expects no row, and would read it again for each row of the journal while this statement
   *     fills it.
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
            + touchedKey("j")
            + " AND t.unit IN ("
            + units
            + ")) AND NOT EXISTS (SELECT FROM "
            + sent()
            + " x WHERE "
            + plan.sameKey("x", "j")
            + ")");
  }

  private String take(String which) {
    return "INSERT INTO "
        + sent()
        + " (round, touched, s_there, "
        + plan.keyList("")
        + ", "
        + stored("s")
        + ") SELECT ?::uuid, j.touched, "
        + rowIsThere("t")
        + ", "
        + plan.keyList("j.")
        + ", "
        + plan.fallback().stored().stream()
            .map(column -> "t." + column.sql())
            .collect(Collectors.joining(", "))
        + " FROM "
        + journal()
        + " j LEFT JOIN "
        + plan.fallback().name().sql()
        + " t ON "
        + plan.keyIs("t", "j")
        + " WHERE "
        + which;
  }

  /** The images of what is stored, as the journal numbers them. */
  private String stored(String letter) {
    return IntStream.rangeClosed(1, plan.fallback().stored().size())
        .mapToObj(i -> letter + i)
        .collect(Collectors.joining(", "));
  }

  private String rowIsThere(String row) {
    return row + "." + plan.key().get(0).sql() + " IS NOT NULL";
  }

  /** The rows of one round for the primary's stage, in the order of {@link StageSql#create}. */
  String copyOut(String round) {
    return "COPY (SELECT s.r, s.unit, s.touched::text, j.o_there, j.t_there, s.s_there, j.migrated, "
        + HELD
        + ", "
        + plan.keyList("s.")
        + ", "
        + plan.each(", ", i -> "j.o" + plan.journalPosition(i))
        + ", "
        + plan.each(", ", i -> "j.t" + plan.journalPosition(i))
        + ", "
        + plan.each(", ", i -> "s.s" + plan.journalPosition(i))
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
    return "COPY (SELECT s.r, s.unit, s.touched, j.o_there, j.t_there, s.s_there, j.migrated, "
        + HELD
        + ", ARRAY["
        + plan.eachKey(", ", i -> RawStageSql.hexed("s.k" + i))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("j.o" + plan.journalPosition(i)))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("j.t" + plan.journalPosition(i)))
        + "], ARRAY["
        + plan.each(", ", i -> RawStageSql.hexed("s.s" + plan.journalPosition(i)))
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

  /** As the log of transactions has it. */
  private String touchedKey(String row) {
    List<String> types =
        plan.fallback().keyColumns().stream().map(column -> Images.bare(column.base())).toList();
    return new TouchedKey(types).of(k -> row + ".k" + (k + 1));
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
        + touchedKey("s")
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
        + touchedKey("s")
        + " WHERE s.round <> '"
        + round
        + "'";
  }

  String leaveUnits(String round, String units) {
    return "DELETE FROM " + sent() + " WHERE round = '" + round + "' AND unit IN (" + units + ")";
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
        + target.eachKey(
            " AND ", i -> "j.k" + i + " = s.s" + plan.journalPosition(positions.get(i - 1)))
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
