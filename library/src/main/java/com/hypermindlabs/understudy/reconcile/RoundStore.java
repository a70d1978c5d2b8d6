package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Scripts;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The rounds as the fallback keeps them: durable before anything is sent, settled after the primary
 * has them. Not thread-safe.
 */
final class RoundStore {
  private static final Duration LOCK = Duration.ofSeconds(2);

  /**
   * For joins of as many rows as an outage has changed. Of what is staged the planner has to know
   * how much there is and hardly more: a small sample does.
   */
  static final String ROOM =
      "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL default_statistics_target = 5; ";

  private final Session fallback;
  private final List<TablePlan> plans;

  RoundStore(Session fallback, List<TablePlan> plans) {
    this.fallback = fallback;
    this.plans = List.copyOf(plans);
  }

  /** All tables that rounds may have rows of. */
  List<TablePlan> plans() {
    return plans;
  }

  /** A round that is open: its id and the tables it has rows of. */
  record Open(UUID id, List<TablePlan> plans) {}

  /** Makes what is missing. */
  void install() throws SQLException {
    fallback.begin(LOCK);
    fallback.run(Scripts.read(RoundStore.class, "rounds.sql"));
    Map<Integer, String> forms =
        fallback
            .list(
                "SELECT n, form FROM understudy.sent", r -> Map.entry(r.getInt(1), r.getString(2)))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    boolean idle = fallback.list("SELECT FROM understudy.round", r -> 1).isEmpty();
    for (TablePlan plan : plans) {
      SentSql sql = new SentSql(plan);
      boolean same = sql.form().equals(forms.get(plan.number()));
      if (!same && (idle || !forms.containsKey(plan.number()))) {
        fallback.run(sql.create());
        fallback.update(
            "INSERT INTO understudy.sent VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET form ="
                + " excluded.form",
            plan.number(),
            sql.form());
      }
    }
    fallback.commit();
  }

  /**
   * What earlier rounds have left.
   *
   * @param open the round that was begun and is not known to have arrived
   * @param any whether there is a round at all, be it one that waits to be settled
   */
  record Standing(Optional<Open> open, boolean any) {}

  /** Asks for what earlier rounds have left. */
  Standing standing() throws SQLException {
    fallback.begin(LOCK);
    List<Optional<UUID>> rounds =
        fallback.list(
            "SELECT CASE WHEN NOT done THEN id END FROM understudy.round",
            r -> Optional.ofNullable(r.getObject(1, UUID.class)));
    Optional<UUID> id = rounds.stream().flatMap(Optional::stream).findFirst();
    Optional<Open> open =
        id.isEmpty() ? Optional.empty() : Optional.of(new Open(id.get(), sentOf(id.get())));
    fallback.rollback();
    return new Standing(open, !rounds.isEmpty());
  }

  private List<TablePlan> sentOf(UUID id) throws SQLException {
    return among(
        plans,
        plan -> "EXISTS (SELECT FROM " + new SentSql(plan).sent() + " WHERE round = '" + id + "')");
  }

  private interface Condition {
    String of(TablePlan plan);
  }

  /** Which tables a condition holds for, in one question. */
  private List<TablePlan> among(List<TablePlan> all, Condition condition) throws SQLException {
    if (all.isEmpty()) {
      return List.of();
    }
    String question =
        all.stream().map(condition::of).collect(Collectors.joining(", ", "SELECT ARRAY[", "]"));
    Boolean[] answers = fallback.list(question, r -> (Boolean[]) r.getArray(1).getArray()).get(0);
    List<TablePlan> holds = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      if (answers[i]) {
        holds.add(all.get(i));
      }
    }
    return holds;
  }

  /**
   * Begins a round with all that is in the journal, in one snapshot: transactions are in it whole
   * or not at all. Durable when this returns.
   *
   * @param checkGate whether the gate has to be open; not for the last round, which has it locked
   * @return the round; empty when there is nothing to send
   */
  Optional<Open> begin(long epoch, boolean checkGate) throws SQLException {
    UUID id = UUID.randomUUID();
    fallback.begin(LOCK);
    // Nobody begins or settles a round from before the snapshot to the commit: what another process
    // has just settled would still be in the snapshot, and be sent with a base that is no more.
    fallback.run(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
            + " LOCK TABLE understudy.round IN SHARE ROW EXCLUSIVE MODE");
    checkEpoch(epoch, checkGate);
    Set<TablePlan> pending = new LinkedHashSet<>(among(plans, p -> new SentSql(p).pending()));
    long rows = 0;
    if (!pending.isEmpty()) {
      fallback.run(ROOM);
      fallback.update("INSERT INTO understudy.round (id, epoch) VALUES (?, ?)", id, epoch);
      for (TablePlan plan : pending) {
        rows += fallback.update(new SentSql(plan).fill(), id.toString());
      }
      rows += group(id.toString(), pending);
    }
    if (rows == 0) {
      fallback.rollback();
      return Optional.empty();
    }
    fallback.commit();
    return Optional.of(new Open(id, List.copyOf(pending)));
  }

  /**
   * Finds which rows belong together, and takes the held ones that others are bound to now.
   *
   * @return how many were added; less than none when rows were taken out again because an earlier
   *     round is not settled for their unit
   */
  private long group(String round, Set<TablePlan> pending) throws SQLException {
    if (pending.stream().noneMatch(TablePlan::holds)) {
      return 0;
    }
    List<TablePlan> holding = plans.stream().filter(TablePlan::holds).toList();
    fallback.run("SELECT understudy.group_touches('" + round + "')");
    for (TablePlan plan : holding) {
      fallback.update(new SentSql(plan).noteUnits(round));
    }
    String units = union(holding, plan -> new SentSql(plan).unitsOf(round));
    long change = 0;
    for (TablePlan plan : holding) {
      long bound = fallback.update(new SentSql(plan).fillBound(units), round);
      if (bound > 0) {
        change += bound;
        pending.add(plan);
        fallback.update(new SentSql(plan).noteUnits(round));
      }
    }
    String unsettled = union(holding, plan -> new SentSql(plan).unsettledUnits(round));
    for (TablePlan plan : holding) {
      change -= fallback.update(new SentSql(plan).leaveUnits(round, unsettled));
    }
    fallback.update(
        "DELETE FROM understudy.sent_touch WHERE round = ?::uuid AND unit IN (" + unsettled + ")",
        round);
    return change;
  }

  private static String union(List<TablePlan> all, Condition query) {
    return all.stream().map(query::of).collect(Collectors.joining(" UNION ALL "));
  }

  /** Transactions that arrived are not told apart any more. */
  private void forgetTouches(Open round) throws SQLException {
    List<TablePlan> holding = round.plans().stream().filter(TablePlan::holds).toList();
    if (holding.isEmpty()) {
      return;
    }
    String waiting = union(holding, plan -> new SentSql(plan).waitingUnits(round.id().toString()));
    fallback.update(
        "DELETE FROM understudy.touch t USING understudy.sent_touch s WHERE s.round = ? AND s.xid ="
            + " t.xid AND s.unit NOT IN ("
            + waiting
            + ")",
        round.id());
    fallback.update("DELETE FROM understudy.sent_touch WHERE round = ?", round.id());
  }

  private void checkEpoch(long epoch, boolean gate) throws SQLException {
    String question =
        gate
            ? "SELECT epoch FROM understudy.site WHERE EXISTS (SELECT FROM understudy.gate)"
            : "SELECT epoch FROM understudy.site";
    List<Long> found = fallback.list(question, r -> r.getLong(1));
    if (!found.contains(epoch)) {
      throw new ReconcileException(
          "begin a round",
          "the fallback is not open at epoch " + epoch + " but " + found,
          "the route has changed meanwhile");
    }
  }

  /** Brings one table's rows of a round into the primary's stage. */
  void carry(Open round, TablePlan plan, Session primary) throws SQLException {
    carry(new SentSql(plan).copyOut(round.id().toString()), new StageSql(plan).copyIn(), primary);
  }

  /** The same, of which the primary refused a value. */
  void carryRaw(Open round, TablePlan plan, Session primary) throws SQLException {
    carry(
        new SentSql(plan).copyRaw(round.id().toString()), new RawStageSql(plan).copyIn(), primary);
  }

  private void carry(String copyOut, String copyIn, Session primary) throws SQLException {
    fallback.begin(LOCK);
    fallback.run(ROOM);
    new CopyPipe(fallback.connection(), primary.connection()).carry(copyOut, copyIn, bytes -> {});
    fallback.rollback();
  }

  /**
   * Notes that the primary has a round, with what it did with rows that did not simply arrive, and
   * settles it. Does nothing when somebody else did so.
   *
   * @return as {@link #left}
   */
  long settle(Open round, Session primary, OurNames names) throws SQLException {
    fallback.begin(LOCK);
    List<Optional<UUID>> mine =
        fallback.list(
            "SELECT (SELECT round FROM understudy.arrived) FROM understudy.round"
                + " WHERE id = ? AND NOT done FOR UPDATE",
            r -> Optional.ofNullable(r.getObject(1, UUID.class)),
            round.id());
    if (!mine.isEmpty()) {
      noteOutcomes(round, primary, names.of("outcome"));
      fallback.update("UPDATE understudy.round SET done = true WHERE id = ?", round.id());
      noteArrival(round, mine.get(0), primary, names.of("round"));
      forgetTouches(round);
      settleFree(round.plans());
      forget("d.id = '" + round.id() + "'", round.plans());
    }
    long left = countLeft();
    fallback.commit();
    return left;
  }

  private void noteOutcomes(Open round, Session primary, String outcomes) throws SQLException {
    boolean none =
        primary
            .list(
                "SELECT FROM " + outcomes + " WHERE round = ? AND kind <> 'report' LIMIT 1",
                row -> 1,
                round.id())
            .isEmpty();
    if (none) {
      return; // all of it simply arrived
    }
    fallback.run(
        "CREATE TEMP TABLE understudy_outcome (n integer, r bigint, kind text, there boolean,"
            + " result text[]) ON COMMIT DROP");
    new CopyPipe(primary.connection(), fallback.connection())
        .carry(outcomes(round, outcomes), "COPY pg_temp.understudy_outcome FROM STDIN", b -> {});
    for (TablePlan plan : round.plans()) {
      noteOutcome(new SentSql(plan));
    }
  }

  /**
   * A primary without this mark has lost commits. One that lost the round before has the mark of
   * that one no more, and is to be known by it until the fallback is filled anew.
   */
  private void noteArrival(Open round, Optional<UUID> last, Session primary, String markers)
      throws SQLException {
    boolean whole =
        last.isEmpty()
            || !primary
                .list("SELECT FROM " + markers + " WHERE id = ?", r -> 1, last.get())
                .isEmpty();
    if (whole) {
      fallback.update(
          "INSERT INTO understudy.arrived (round) VALUES (?)"
              + " ON CONFLICT (single) DO UPDATE SET round = excluded.round",
          round.id());
    }
  }

  private void noteOutcome(SentSql sql) throws SQLException {
    Savepoint before = fallback.connection().setSavepoint();
    try {
      fallback.run(sql.noteOutcome());
    } catch (SQLException e) {
      if (!SqlStates.ofData(SqlStates.of(e))) {
        throw e;
      }
      fallback.connection().rollback(before);
      fallback.run(sql.noteOutcomeApart());
    }
  }

  private static String outcomes(Open round, String outcomeTable) {
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
    fallback.begin(LOCK);
    if (!fallback.list("SELECT FROM understudy.round WHERE done", r -> 1).isEmpty()) {
      List<TablePlan> left =
          among(plans, plan -> "EXISTS (SELECT FROM " + new SentSql(plan).sent() + ")");
      settleFree(left);
      forget("d.done", left);
    }
    fallback.commit();
  }

  private void settleFree(List<TablePlan> among) throws SQLException {
    fallback.run(ROOM + SentSql.FREE);
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

  /** How many entries of the journal are to be handed over. */
  long left() throws SQLException {
    fallback.begin(LOCK);
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
