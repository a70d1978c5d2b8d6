package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.SentTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The fallback's statements that settle a round, for one table, be it carried now or not. */
record SettleSql(SentTable table) {
  private String sent() {
    return table.name();
  }

  private String journal() {
    return table.journal();
  }

  private String each(IntFunction<String> form) {
    return IntStream.rangeClosed(1, table.types().size())
        .mapToObj(form)
        .collect(Collectors.joining(", "));
  }

  private String sameKey() {
    return IntStream.rangeClosed(1, table.keyTypes().size())
        .mapToObj(i -> "j.k" + i + " = s.k" + i)
        .collect(Collectors.joining(" AND "));
  }

  /** Whether rows of an earlier round are left that are not settled. */
  String anyLeft() {
    return "EXISTS (SELECT FROM " + sent() + ")";
  }

  /** Whether rows of a round are in it that was begun by somebody else. */
  String has(String round) {
    return "EXISTS (SELECT FROM " + sent() + " WHERE round = '" + round + "')";
  }

  /** Whether rows of other rounds are in it. */
  String hasOther(String round) {
    return "EXISTS (SELECT FROM " + sent() + " WHERE round <> '" + round + "')";
  }

  /** Lets rows of a round that did not go along with it wait in the journal again. */
  String giveBack(String round) {
    return "DELETE FROM " + sent() + " WHERE round = '" + round + "'";
  }

  /**
   * Notes what the primary did with rows that did not simply arrive. It counts columns by their
   * numbers here; of one that is newer than its answer it had what was sent, as far as anybody
   * knows.
   */
  String noteOutcome() {
    return "UPDATE "
        + sent()
        + " s SET kind = o.kind, t_there = o.there, "
        + each(
            i -> {
              int number = number(i);
              return String.format(
                  Locale.ROOT,
                  "t%1$d = CASE WHEN cardinality(o.result) >= %2$d THEN (o.result[%2$d])::%3$s ELSE"
                      + " s.s%1$d END",
                  i,
                  number,
                  table.types().get(i - 1));
            })
        + " FROM pg_temp.understudy_outcome o WHERE o.r = s.r";
  }

  /**
   * The same where this server cannot read a value of the primary's. Of such a row it notes what
   * was sent: the primary's differs from that, so that it counts as changed there from now on.
   */
  String noteOutcomeApart() {
    return Sql.block(
        "DECLARE one record; BEGIN FOR one IN SELECT * FROM"
            + " pg_temp.understudy_outcome x WHERE x.r IN (SELECT r FROM "
            + sent()
            + ") LOOP BEGIN "
            + noteOutcome()
            + " AND o.r = one.r; EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN UPDATE "
            + sent()
            + " s SET kind = one.kind, t_there = s.s_there, "
            + each(i -> "t" + i + " = s.s" + i)
            + " WHERE s.r = one.r; END; END LOOP; END");
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
        + sameKey()
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
        + table.n()
        + ", j.ctid, s.ctid, j.touched = s.touched, coalesce(s.kind, 'applied') FROM "
        + sent()
        + " s JOIN "
        + journal()
        + " j ON "
        + sameKey()
        + " WHERE EXISTS (SELECT FROM understudy.round d WHERE d.id = s.round AND d.done)"
        + " FOR UPDATE OF j SKIP LOCKED";
  }

  private String isFree() {
    return "f.n = " + table.n() + " AND j.ctid = f.j";
  }

  /** What arrived as it was sent, and was not touched since, is done. */
  String forgetArrived(long free) {
    return "DELETE FROM "
        + journal()
        + " WHERE "
        + Sql.isAmong(free("j") + " AND f.kind = 'applied' AND f.same", free);
  }

  private String free(String address) {
    return "SELECT f." + address + " FROM pg_temp.understudy_free f WHERE f.n = " + table.n();
  }

  /**
   * What arrived and was touched again, or ended differently there, has two bases from now on: what
   * was sent, and what the primary had then. What migrations have changed since it was sent is
   * known of that.
   */
  String rebase() {
    return "UPDATE "
        + journal()
        + " j SET settled = f.same, held = false, held_in = NULL, held_as = NULL, o_there = s.s_there,"
        + " migrated = CASE WHEN s.migrated IS NOT NULL THEN nullif("
        + marks("s", "^[^v]")
        + ", '{}') END, t_there = CASE f.kind WHEN 'merged' THEN s.t_there END, "
        + each(i -> "o" + i + " = s.s" + i + ", t" + i + " = s.t" + i)
        + " FROM pg_temp.understudy_free f JOIN "
        + sent()
        + " s ON s.ctid = f.s WHERE "
        + isFree()
        + " AND (f.kind = 'merged' OR (f.kind = 'applied' AND NOT f.same))";
  }

  private static String marks(String row, String like) {
    return "ARRAY(SELECT m FROM unnest(" + row + ".migrated) m WHERE m ~ '" + like + "')";
  }

  /** Marks of one side for the same columns of another. */
  private static String marksOf(String row, String of, String mark) {
    return "ARRAY(SELECT '"
        + mark
        + "' || substr(m, 2) FROM unnest("
        + row
        + ".migrated) m WHERE m ~ '^"
        + of
        + "')";
  }

  private String numbered(IntFunction<String> form) {
    String[] all = new String[table.numbers().stream().mapToInt(n -> n).max().orElse(0)];
    Arrays.fill(all, "NULL");
    for (int i = 1; i <= table.numbers().size(); i++) {
      all[number(i) - 1] = form.apply(i);
    }
    return "ARRAY[" + String.join(", ", all) + "]::text[]";
  }

  private int number(int i) {
    return table.numbers().get(i - 1);
  }

  /**
   * What is held keeps its base, and what was sent. Where a migration has changed that meanwhile,
   * it is sent again, so that a person decides about what is there now; of what was born here
   * nobody could tell by then whether it was turned down.
   */
  String keepHeld() {
    return "UPDATE "
        + journal()
        + " j SET settled = f.same AND NOT (j.o_there AND s.migrated IS NOT NULL), "
        + held("held", marks("j", "^[^h]"));
  }

  /**
   * What is held again after a decision has for its base what was held before.
   *
   * @param known whether this server can read it; else its values are not known
   */
  String renewHeld(boolean known) {
    String marks =
        known
            ? marks("j", "^[^umh]") + " || " + marksOf("j", "h", "u")
            : marks("j", "^[^uh]") + " || ARRAY[" + each(i -> "'u" + number(i) + "'") + "]";
    return "UPDATE "
        + journal()
        + " j SET settled = f.same AND s.migrated IS NULL, o_there = true, t_there = s.t_there, "
        + (known ? each(this::renewed) + ", " : "")
        + each(i -> "t" + i + " = s.t" + i)
        + ", "
        + held("renewed", marks);
  }

  private String renewed(int i) {
    return String.format(
        Locale.ROOT,
        "o%1$d = CASE WHEN 'h%2$d' = ANY (j.migrated) THEN j.o%1$d ELSE (j.held_as[%2$d])::%3$s END",
        i,
        number(i),
        table.types().get(i - 1));
  }

  private String held(String kind, String marks) {
    return "held = true, held_in = s.round, held_as = CASE WHEN s.s_there THEN "
        + numbered(i -> "s.s" + i + "::text")
        + " END, migrated = nullif("
        + marks
        + " || "
        + marksOf("s", "u", "h")
        + ", '{}') FROM pg_temp.understudy_free f JOIN "
        + sent()
        + " s ON s.ctid = f.s WHERE "
        + isFree()
        + " AND f.kind = '"
        + kind
        + "'";
  }

  String forgetSent(long free) {
    return "DELETE FROM " + sent() + " WHERE " + Sql.isAmong(free("s"), free);
  }

  /** Units that a round has rows of. */
  String units(String round) {
    return "SELECT unit FROM " + sent() + " WHERE round = '" + round + "' AND unit IS NOT NULL";
  }

  /** Those of them that did not arrive. */
  String waitingUnits(String round) {
    return units(round) + " AND kind IN ('held', 'renewed', 'skipped')";
  }
}
