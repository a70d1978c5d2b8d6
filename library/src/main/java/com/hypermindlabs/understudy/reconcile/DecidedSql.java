package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;

/**
 * What a person has decided since the fallback sent a row: its journal still has the base of
 * before. What was held was sent with the row as its entry has it, and has that for its base from
 * now on, moved by migrations since, whatever became of it: it was brought there or turned down.
 * What is there as the fallback has it, by the decision, is no other writer's change; what is not,
 * the fallback has not seen.
 *
 * @param plan of the table
 * @param round that comes with rows of it
 */
record DecidedSql(TablePlan plan, RoundContext round) {
  /** Of a row that was born here, and that a person did not let in: the one there is another. */
  static final String TURNED_DOWN =
      "l.kind = 'held' AND l.decided AND l.base IS NULL AND l.resolution = 'theirs'";

  /** What migrations did before it was held is in it; what is not known of it has no base. */
  private static final String MARKS =
      "CASE WHEN "
          + DecidedValue.KEPT
          + " AND s.migrated IS NOT NULL THEN nullif(ARRAY(SELECT m FROM unnest(s.migrated) m WHERE m"
          + " !~ '^[um]') || ARRAY(SELECT 'u' || substr(m, 2) FROM unnest(s.migrated) m WHERE m ~"
          + " '^h'), '{}') ELSE s.migrated END";

  private String ledger() {
    return round.names().of("ledger");
  }

  /** Whether an entry, {@code l}, is one that the next round of its row has to know of. */
  private String mine() {
    return round.decided() + " AND " + LedgerNotes.isOf(plan.primary());
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
    take(primary, " AND NOT s.o_there AND l.base IS NULL AND " + DecidedValue.HELD);
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
        + DecidedValue.O_THERE
        + ", t_there = CASE WHEN ("
        + DecidedValue.LEFT_THERE
        + ") = ("
        + DecidedValue.O_THERE
        + ") THEN "
        + DecidedValue.LEFT_THERE
        + " ELSE "
        + DecidedValue.B_THERE
        + " END, migrated = "
        + MARKS
        + ", renewed = "
        + DecidedValue.KEPT
        + ", "
        + plan.each(", ", this::bases)
        + " FROM ("
        + entries()
        + ") l WHERE s.f_key = l.known_as"
        + which;
  }

  private String bases(int position) {
    DecidedValue value = new DecidedValue(plan, position);
    return "o" + position + " = " + value.base() + ", t" + position + " = " + value.theirBase();
  }

  /**
   * One for each row: of what was held the newest has what was sent, and of all decisions the last
   * has what it left.
   */
  String entries() {
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
        + DecidedValue.HELD
        + " DESC, l.id DESC";
  }

  /**
   * What a round has come with is known to the fallback, unless it was skipped, or was held again
   * and is not renewed.
   */
  String end() {
    return "UPDATE "
        + ledger()
        + " l SET decided = false FROM "
        + new ClassifySql(plan).act()
        + " a JOIN "
        + new StageSql(plan).stage()
        + " s ON s.r = a.r WHERE (a.act NOT IN ('S', 'H') OR (a.act = 'H' AND s.renewed)) AND "
        + mine()
        + " AND "
        + StrayLedgerSql.FROM_KEY
        + " = s.f_key";
  }
}
