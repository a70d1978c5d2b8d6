package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Ends on the fallback what rounds have brought to the primary. Not thread-safe. */
final class Settling {
  private final Session fallback;
  private final List<TablePlan> plans;

  /**
   * @param plans all tables that rounds may have rows of
   */
  Settling(Session fallback, List<TablePlan> plans) {
    this.fallback = fallback;
    this.plans = List.copyOf(plans);
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
      if (known.get(0)) {
        noteOutcomes(round, primary, outcomes);
      }
      fallback.update("UPDATE understudy.round SET done = true WHERE id = ?", round.id());
      // A primary without this mark has lost commits. One that lost the round before has the mark
      // of that one no more, and is to be known by it until the fallback is filled anew.
      if (known.get(1)) {
        noteArrival(round);
      }
      forgetTouches(round);
      RoundStore.ROOM_TO_JOIN.forEach(fallback::later);
      List<TablePlan> rest = endArrived(round, counts);
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

  private void noteOutcomes(RoundStore.Open round, Session primary, String outcomes)
      throws SQLException {
    fallback.run(
        "CREATE TEMP TABLE understudy_outcome (n integer, r bigint, kind text, there boolean,"
            + " result text[]) ON COMMIT DROP");
    new CopyPipe(primary.connection(), fallback.connection())
        .carry(outcomes(round, outcomes), "COPY pg_temp.understudy_outcome FROM STDIN", b -> {});
    for (TablePlan plan : round.plans()) {
      noteOutcome(new SentSql(plan));
    }
  }

  private void noteArrival(RoundStore.Open round) throws SQLException {
    fallback.update(
        "INSERT INTO understudy.arrived (round) VALUES (?)"
            + " ON CONFLICT (single) DO UPDATE SET round = excluded.round",
        round.id());
  }

  private void noteOutcome(SentSql sql) throws SQLException {
    if (!fallback.attempt(() -> fallback.run(sql.noteOutcome()))) {
      fallback.run(sql.noteOutcomeApart());
    }
  }

  private static String outcomes(RoundStore.Open round, String outcomeTable) {
    String numbers =
        round.plans().stream()
            .map(plan -> "(" + plan.number() + ", " + Sql.text(plan.table()) + ")")
            .collect(Collectors.joining(", "));
    return "COPY (SELECT v.n, o.r, o.kind, o.there, o.result FROM "
        + outcomeTable
        + " o JOIN (VALUES "
        + numbers
        + ") v (n, name) ON v.name = o.table_name WHERE o.kind <> 'report' AND o.round = '"
        + round.id()
        + "') TO STDOUT";
  }

  /** Settles what is left of earlier rounds because writers had it in hand. */
  void settleRest() throws SQLException {
    fallback.begin(RoundStore.LOCK);
    if (!fallback.list("SELECT FROM understudy.round WHERE done", r -> 1).isEmpty()) {
      List<TablePlan> left =
          TableQuestions.among(fallback, plans, plan -> new SentSql(plan).anyLeft());
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
  private List<TablePlan> endArrived(
      RoundStore.Open round, Map<TableName, RoundReport.Counts> counts) throws SQLException {
    List<TablePlan> rest = new ArrayList<>();
    for (TablePlan plan : round.plans()) {
      long sent = counts.getOrDefault(plan.name(), RoundReport.Counts.NONE).sent();
      String end = new SentSql(plan).endArrived(round.id().toString(), sent);
      if (sent == 0 || fallback.hardlyWaiting(end, RoundStore.LOCK, SqlStates::contended) < sent) {
        rest.add(plan);
      }
    }
    return rest;
  }

  private void settleFree(List<TablePlan> among) throws SQLException {
    if (among.isEmpty()) {
      return;
    }
    fallback.run(SentSql.FREE);
    for (TablePlan plan : among) {
      SentSql sql = new SentSql(plan);
      long free = fallback.update(sql.free());
      if (free == 0) {
        continue;
      }
      fallback.run("ANALYZE pg_temp.understudy_free");
      long arrived = fallback.update(sql.forgetArrived(free));
      if (arrived < free) {
        fallback.update(sql.rebase());
        fallback.update(sql.keepHeld());
      }
      fallback.update(sql.forgetSent(free));
    }
  }

  /**
   * Forgets rounds of which nothing is left in the tables that may hold some. The questions stand
   * in an array: as conditions of their own the planner would look for the best order to join
   * hundreds of tables in, for seconds.
   */
  private void forget(String rounds, List<TablePlan> tables) throws SQLException {
    String empty =
        tables.stream()
            .map(
                plan ->
                    "NOT EXISTS (SELECT FROM "
                        + new SentSql(plan).sent()
                        + " s WHERE s.round = d.id)")
            .collect(Collectors.joining(", "));
    fallback.update(
        "DELETE FROM understudy.round d WHERE "
            + rounds
            + " AND true = ALL (ARRAY["
            + empty
            + "]::boolean[])");
  }

  /** Transactions that arrived are not told apart any more. */
  private void forgetTouches(RoundStore.Open round) throws SQLException {
    List<TablePlan> holding = round.plans().stream().filter(TablePlan::holds).toList();
    if (holding.isEmpty()) {
      return;
    }
    String waiting =
        TableQuestions.union(
            holding, plan -> new SentSql(plan).waitingUnits(round.id().toString()));
    fallback.update(
        "DELETE FROM understudy.touch t USING understudy.sent_touch s WHERE s.round = ? AND s.xid ="
            + " t.xid AND s.unit NOT IN ("
            + waiting
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
