package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import java.sql.SQLException;

/**
 * What a person has decided since the fallback sent a row: its journal still has the base of
 * before. What was held was sent with the row as its entry has it, and has it for its base from now
 * on, whatever became of it: it was brought there or turned down. What is there as the fallback has
 * it, by the decision, is no other writer's change; what is not, the fallback has not seen.
 *
 * @param plan of the table
 * @param round that comes with rows of it
 */
record DecidedSql(TablePlan plan, RoundContext round) {
  /** Of a row that was born here, and that a person did not let in: the one there is another. */
  static final String TURNED_DOWN =
      "l.kind = 'held' AND l.decided AND l.base IS NULL AND l.resolution = 'theirs'";

  private static final String HELD = "l.kind = 'held'";

  /** Whether the decision has left a row there; NULL where that is not known. */
  private static final String LEFT_THERE = "cardinality(l.last_left) > 0";

  private static final String O_THERE =
      "CASE WHEN " + HELD + " THEN l.ours IS NOT NULL ELSE s.o_there END";

  private static final String B_THERE = "coalesce(s.t_there, s.o_there)";

  private String ledger() {
    return round.names().of("ledger");
  }

  /** Whether an entry, {@code l}, is one that the next round of its row has to know of. */
  private String mine() {
    return round.decided() + " AND " + LedgerNotes.isOf(plan.primary());
  }

  private String at(int position) {
    return in("l.columns", position);
  }

  private String in(String columns, int position) {
    return "[array_position(" + columns + ", " + name(position) + ")]";
  }

  private String has(int position) {
    return name(position) + " = ANY (l.columns)";
  }

  private String name(int position) {
    return Sql.text(plan.column(position).name());
  }

  private String base(int position) {
    Column column = plan.column(position);
    return "CASE WHEN "
        + HELD
        + " AND "
        + has(position)
        + " THEN (l.ours"
        + at(position)
        + ")::"
        + column.base()
        + " ELSE s.o"
        + position
        + " END";
  }

  /**
   * Theirs when last seen; asked a second time, with what the first has written, it is the same.
   * What only the decision has changed, by a trigger of the primary's, is as after a round.
   */
  private String theirBase(int position) {
    String ours = "CASE WHEN " + HELD + " THEN l.ours" + at(position) + " ELSE s.o" + position;
    String left = "l.last_left" + in("l.last_columns", position);
    String found = "l.last_found" + in("l.last_columns", position);
    String before =
        "CASE WHEN s.t_there IS NULL THEN s.o" + position + " ELSE s.t" + position + " END";
    String decided =
        LEFT_THERE + " AND " + O_THERE + " AND " + name(position) + " = ANY (l.last_columns)";
    return "CASE WHEN "
        + decided
        + " AND "
        + left
        + " IS NOT DISTINCT FROM "
        + ours
        + "::text END THEN "
        + base(position)
        + " WHEN "
        + decided
        + " AND CASE WHEN cardinality(l.last_found) > 0 THEN "
        + found
        + " IS NOT DISTINCT FROM (CASE WHEN "
        + B_THERE
        + " THEN "
        + before
        + " ELSE "
        + base(position)
        + " END)::text ELSE l.last_found IS NOT NULL END THEN ("
        + left
        + ")::"
        + plan.column(position).base()
        + " WHEN NOT "
        + B_THERE
        + " THEN "
        + base(position)
        + " ELSE "
        + before
        + " END";
  }

  /** Takes all decisions of the outage for the bases of rows; theirs are locked by then. */
  void take(Session primary) throws SQLException {
    take(primary, "");
  }

  /**
   * Those that have brought rows there which were born here, before these are looked for by their
   * natural keys: they are rows that both sides have had.
   */
  void takeBorn(Session primary) throws SQLException {
    take(primary, " AND NOT s.o_there AND l.base IS NULL AND " + HELD);
  }

  /** A row that was held for a value that the primary cannot read keeps the base of before. */
  private void take(Session primary, String which) throws SQLException {
    if (!primary.attempt(() -> primary.update(statement(which)))) {
      primary.run(
          Sql.block(
              "DECLARE one record; BEGIN FOR one IN SELECT l.id FROM "
                  + ledger()
                  + " l WHERE "
                  + mine()
                  + " LOOP BEGIN "
                  + statement(which + " AND l.id = one.id")
                  + "; EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN NULL;"
                  + " END; END LOOP; END"));
    }
  }

  private String statement(String which) {
    return "UPDATE "
        + new StageSql(plan).stage()
        + " s SET o_there = "
        + O_THERE
        + ", t_there = CASE WHEN ("
        + LEFT_THERE
        + ") = ("
        + O_THERE
        + ") THEN "
        + LEFT_THERE
        + " ELSE "
        + B_THERE
        + " END, "
        + plan.each(", ", i -> "o" + i + " = " + base(i) + ", t" + i + " = " + theirBase(i))
        + " FROM ("
        + entries()
        + ") l WHERE s.f_key = l.known_as"
        + which;
  }

  /**
   * One for each row: of what was held the newest has what was sent, and of all decisions the last
   * has what it left.
   */
  private String entries() {
    return "SELECT DISTINCT ON (known_as) l.*, "
        + StrayLedgerSql.FROM_KEY
        + " AS known_as, first_value(l.columns) OVER made AS last_columns, first_value(l.left_as)"
        + " OVER made AS last_left, first_value(l.found_as) OVER made AS last_found FROM "
        + ledger()
        + " l WHERE "
        + mine()
        + " AND NOT ("
        + TURNED_DOWN
        + ") WINDOW made AS (PARTITION BY "
        + StrayLedgerSql.FROM_KEY
        + " ORDER BY l.decision DESC NULLS LAST, l.id DESC) ORDER BY known_as, "
        + HELD
        + " DESC, l.id DESC";
  }

  /** What a round has come with is known to the fallback, unless it was held or skipped again. */
  String end() {
    return "UPDATE "
        + ledger()
        + " l SET decided = false FROM "
        + new ClassifySql(plan).act()
        + " a JOIN "
        + new StageSql(plan).stage()
        + " s ON s.r = a.r WHERE a.act NOT IN ('S', 'H') AND "
        + mine()
        + " AND "
        + StrayLedgerSql.FROM_KEY
        + " = s.f_key";
  }
}
