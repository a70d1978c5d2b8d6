package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.SentTable;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Ends on the fallback what rounds have brought to the primary. Not thread-safe. */
final class Settling {
  private final Session fallback;
  private final List<TablePlan> plans;
  private final List<SentTable> tables;

  /**
   * @param plans all tables that rounds may have rows of
   * @param tables all that rounds have rows of, by number
   */
  Settling(Session fallback, List<TablePlan> plans, Map<Integer, SentTable> tables) {
    this.fallback = fallback;
    this.plans = List.copyOf(plans);
    this.tables = List.copyOf(tables.values());
  }

  /**
   * Notes that the primary has a round, with what it did with rows that did not simply arrive, and
   * settles it. Does nothing when somebody else did so.
   *
   * @param counts what became of its rows
   * @return as {@link #left}
   */
  long settle(
      RoundStore.Open round,
      Session primary,
      OurNames names,
      Map<TableName, RoundReport.Counts> counts)
      throws SQLException {
    fallback.begin(RoundStore.LOCK);
    List<Optional<UUID>> mine =
        fallback.list(
            "SELECT (SELECT round FROM understudy.arrived) FROM understudy.round"
                + " WHERE id = ? AND NOT done FOR UPDATE",
            r -> Optional.ofNullable(r.getObject(1, UUID.class)),
            round.id());
    if (!mine.isEmpty()) {
      // A fallback that dies and has lost this asks the primary again, which knows the round; what
      // counts next, another round or a closed gate, is flushed after it.
      fallback.later("SET LOCAL synchronous_commit = off");
      String outcomes = names.of("outcome");
      String others = "SELECT FROM " + outcomes + " WHERE kind <> 'report' AND round = ";
      String marker = "SELECT FROM " + names.of("round") + " WHERE id = ";
      List<Boolean> known =
          primary.asked(
              List.of(exists(others, Optional.of(round.id())), exists(marker, mine.get(0))));
      List<SentTable> gone = round.resumed() ? arrived(round, primary, outcomes) : round.tables();
      if (known.get(0)) {
        noteOutcomes(round, gone, primary, outcomes);
      }
      fallback.update("UPDATE understudy.round SET done = true WHERE id = ?", round.id());
      // A primary without this mark has lost commits. One that lost the round before has the mark
      // of that one no more, and is to be known by it until the fallback is filled anew.
      if (known.get(1)) {
        noteArrival(round);
      }
      List<SentTable> waiting = new ArrayList<>(round.tables());
      waiting.removeAll(gone);
      forgetTouches(round, waiting);
      for (SentTable table : waiting) {
        fallback.update(new SettleSql(table).giveBack(round.id().toString()));
      }
      RoundStore.ROOM_TO_JOIN.forEach(fallback::later);
      List<SentTable> rest = endArrived(round, gone, counts);
      settleFree(rest);
      forget("d.id = '" + round.id() + "'", rest);
    }
    long left = countLeft();
    fallback.commit();
    return left;
  }

  /** Of no id, true. */
  private static String exists(String query, Optional<UUID> id) {
    return id.map(of -> "EXISTS (" + query + "'" + of + "')").orElse("true");
  }

  /**
   * The tables of which the primary has had a round: of a table that something kept from being
   * carried when it was sent again it has nothing.
   */
  private static List<SentTable> arrived(RoundStore.Open round, Session primary, String outcomes)
      throws SQLException {
    Set<Integer> reported =
        Set.copyOf(
            primary.list(
                "SELECT DISTINCT -r FROM " + outcomes + " WHERE round = ? AND kind = 'report'",
                row -> row.getInt(1),
                round.id()));
    return round.tables().stream().filter(table -> reported.contains(table.n())).toList();
  }

  private void noteOutcomes(
      RoundStore.Open round, List<SentTable> gone, Session primary, String outcomes)
      throws SQLException {
    fallback.run(
        "CREATE TEMP TABLE understudy_outcome (r bigint, kind text, there boolean, result text[])"
            + " ON COMMIT DROP");
    new CopyPipe(primary.connection(), fallback.connection())
        .carry(
            "COPY (SELECT o.r, o.kind, o.there, o.result FROM "
                + outcomes
                + " o WHERE o.kind <> 'report' AND o.round = '"
                + round.id()
                + "') TO STDOUT",
            "COPY pg_temp.understudy_outcome FROM STDIN",
            bytes -> {});
    for (SentTable table : gone) {
      noteOutcome(new SettleSql(table));
    }
  }

  private void noteArrival(RoundStore.Open round) throws SQLException {
    fallback.update(
        "INSERT INTO understudy.arrived (round) VALUES (?)"
            + " ON CONFLICT (single) DO UPDATE SET round = excluded.round",
        round.id());
  }

  private void noteOutcome(SettleSql sql) throws SQLException {
    if (!fallback.attempt(() -> fallback.run(sql.noteOutcome()))) {
      fallback.run(sql.noteOutcomeApart());
    }
  }

  /** Settles what is left of earlier rounds because writers had it in hand. */
  void settleRest() throws SQLException {
    fallback.begin(RoundStore.LOCK);
    if (!fallback.list("SELECT FROM understudy.round WHERE done", r -> 1).isEmpty()) {
      List<SentTable> left =
          TableQuestions.among(fallback, tables, table -> new SettleSql(table).anyLeft());
      RoundStore.ROOM_TO_JOIN.forEach(fallback::later);
      settleFree(left);
      forget("d.done", left);
    }
    fallback.commit();
  }

  /**
   * Ends what arrived as it was sent, of tables of which no writer has an entry in hand.
   *
   * @return tables with rows of the round that are still there
   */
  private List<SentTable> endArrived(
      RoundStore.Open round, List<SentTable> gone, Map<TableName, RoundReport.Counts> counts)
      throws SQLException {
    Map<Integer, Long> rows = new HashMap<>();
    round
        .plans()
        .forEach(
            plan ->
                rows.put(
                    plan.number(),
                    counts.getOrDefault(plan.name(), RoundReport.Counts.NONE).sent()));
    List<SentTable> rest = new ArrayList<>();
    for (SentTable table : gone) {
      long sent = rows.getOrDefault(table.n(), 0L);
      String end = new SettleSql(table).endArrived(round.id().toString(), sent);
      if (sent == 0 || fallback.hardlyWaiting(end, RoundStore.LOCK, SqlStates::contended) < sent) {
        rest.add(table);
      }
    }
    return rest;
  }

  private void settleFree(List<SentTable> among) throws SQLException {
    if (among.isEmpty()) {
      return;
    }
    fallback.run(SettleSql.FREE);
    for (SentTable table : among) {
      SettleSql sql = new SettleSql(table);
      long free = fallback.update(sql.free());
      if (free == 0) {
        continue;
      }
      fallback.run("ANALYZE pg_temp.understudy_free");
      long arrived = fallback.update(sql.forgetArrived(free));
      if (arrived < free) {
        fallback.update(sql.rebase());
        fallback.update(sql.keepHeld());
        if (!fallback.attempt(() -> fallback.update(sql.renewHeld(true)))) {
          fallback.update(sql.renewHeld(false));
        }
      }
      fallback.update(sql.forgetSent(free));
    }
  }

  /**
   * Forgets rounds of which nothing is left in the tables that may hold some. The questions stand
   * in an array: as conditions of their own the planner would look for the best order to join
   * hundreds of tables in, for seconds.
   */
  private void forget(String rounds, List<SentTable> among) throws SQLException {
    String empty =
        among.stream()
            .map(table -> "NOT EXISTS (SELECT FROM " + table.name() + " s WHERE s.round = d.id)")
            .collect(Collectors.joining(", "));
    fallback.update(
        "DELETE FROM understudy.round d WHERE "
            + rounds
            + " AND true = ALL (ARRAY["
            + empty
            + "]::boolean[])");
  }

  /**
   * Transactions that arrived are not told apart any more.
   *
   * @param waiting tables of which nothing arrived
   */
  private void forgetTouches(RoundStore.Open round, List<SentTable> waiting) throws SQLException {
    if (round.plans().stream().noneMatch(TablePlan::holds)) {
      return;
    }
    String id = round.id().toString();
    String left =
        TableQuestions.union(
            round.tables(),
            table ->
                waiting.contains(table)
                    ? new SettleSql(table).units(id)
                    : new SettleSql(table).waitingUnits(id));
    fallback.update(
        "DELETE FROM understudy.touch t USING understudy.sent_touch s WHERE s.round = ? AND s.xid ="
            + " t.xid AND s.unit NOT IN ("
            + left
            + ")",
        round.id());
    fallback.update("DELETE FROM understudy.sent_touch WHERE round = ?", round.id());
  }

  /** How many entries of the journal are to be handed over. */
  long left() throws SQLException {
    fallback.begin(RoundStore.LOCK);
    long left = countLeft();
    fallback.rollback();
    return left;
  }

  private long countLeft() throws SQLException {
    String sum =
        plans.stream()
            .map(
                plan ->
                    "(SELECT count(*) FROM " + new SentSql(plan).journal() + " WHERE NOT settled)")
            .collect(Collectors.joining(" + "));
    return plans.isEmpty() ? 0 : fallback.list("SELECT " + sum, r -> r.getLong(1)).get(0);
  }
}
