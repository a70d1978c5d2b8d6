package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.StepHook;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One round on the primary: one transaction that begins with the round's marker and ends with the
 * account of every row, or has not happened. Not thread-safe.
 */
final class PrimaryMerge {
  /** A copy of this round may be on its way to its commit: it is waited for. */
  private static final Duration FOR_A_COPY = Duration.ofSeconds(10);

  /** Below the server's deadlock_timeout, so that nobody is ever ended because of us. */
  private static final Duration SHORT = Duration.ofMillis(50);

  /** How often keys are drawn anew for rows whose key was taken meanwhile. */
  private static final int DRAWS = 5;

  private final Session primary;
  private final RoundContext round;
  private final Carrier carrier;
  private final KeyTranslation translation;
  private final AskResolver asking;
  private final StepHook hook;
  private final Map<Integer, Long> forwarded = new HashMap<>();

  PrimaryMerge(
      Session primary,
      RoundContext round,
      Carrier carrier,
      ConflictResolver resolver,
      StepHook hook) {
    this.primary = primary;
    this.round = round;
    this.carrier = carrier;
    this.translation = new KeyTranslation(primary, round, carrier);
    this.asking = new AskResolver(primary, resolver);
    this.hook = hook;
  }

  /** Brings a table's rows into what this class has made for them. */
  interface Carrier extends KeyTranslation.Fallback {
    /** Into the stage; answers how many. */
    long carry(TablePlan plan) throws SQLException;

    /** Into that of {@link RawStageSql}. */
    void carryRaw(TablePlan plan) throws SQLException;
  }

  /**
   * Carries the round out, unless the primary has it already.
   *
   * @param wait whether to wait for rows that others have locked, or to skip them
   */
  void run(boolean wait) throws SQLException {
    primary.begin(FOR_A_COPY);
    Optional<Marked> marked = mark();
    if (marked.isEmpty()) {
      primary.rollback();
      return;
    }
    hook.at("round.marked");
    if (round.plans().isEmpty()) {
      // Its tables are gone since it was begun: what it had of them is not a round's business.
      primary.commit();
      return;
    }
    round.followRenames().forEach(primary::later);
    round.forgetCorrected().forEach(primary::later);
    RoundStore.ROOM.forEach(primary::later);
    if (wait) {
      // The last round, for which writers wait: a few rows, and their pages are in memory.
      primary.later("SET LOCAL random_page_cost = 1.1");
    }
    primary.waitAtMost(SHORT);
    for (TablePlan plan : round.plans()) {
      makeTables(plan);
    }
    List<Long> rows = new ArrayList<>();
    for (TablePlan plan : round.plans()) {
      rows.add(stage(plan));
    }
    hook.at("round.staged");
    if (marked.get().heldBefore()) {
      for (TablePlan plan : round.plans()) {
        primary.later(round.rewrite(plan).bornStill(round.names().of("ledger")));
      }
    }
    // Not before all are here: while rows come over the link, no row of the primary is locked.
    for (int i = 0; i < rows.size(); i++) {
      FastForwardSql sql = new FastForwardSql(round.plans().get(i), round);
      if (rows.get(i) >= round.fastForwardFrom() && sql.possible()) {
        fastForward(sql, rows.get(i));
      }
    }
    if (!forwarded.isEmpty()) {
      hook.at("round.forwarded");
    }
    merge(wait);
    primary.pinAgain();
    account();
    hook.at("round.merged");
    primary.commit();
    hook.at("round.committed");
  }

  /**
   * Those of plain types serve the next round too, the last one of all, for which writers wait. A
   * type of the application's could not be dropped while they stand.
   */
  private void makeTables(TablePlan plan) {
    StageSql stage = new StageSql(plan);
    ClassifySql classify = new ClassifySql(plan);
    boolean keep = plan.plain();
    primary.temporary(stage.stage(), stage.stageColumns(), keep);
    primary.temporary(stage.theirs(), stage.theirsColumns(), keep);
    primary.temporary(classify.act(), classify.actColumns(), keep);
  }

  /**
   * Where the primary refuses a value, row by row.
   *
   * @return how many rows came as they were; none where it was row by row
   */
  private long stage(TablePlan plan) throws SQLException {
    OptionalLong rows = primary.counted(() -> carrier.carry(plan));
    if (rows.isEmpty()) {
      RawStageSql raw = new RawStageSql(plan);
      primary.run(raw.create());
      carryRaw(plan);
      primary.run(raw.convert());
    }
    StageSql stage = new StageSql(plan);
    primary.later(stage.analyze(stage.stage()));
    return rows.orElse(0);
  }

  /** Any value goes as such digits; what is refused then is refused for its size. */
  private void carryRaw(TablePlan plan) throws SQLException {
    try {
      carrier.carryRaw(plan);
    } catch (SQLException e) {
      if (!SqlStates.ofData(SqlStates.of(e))) {
        throw e;
      }
      throw new ReconcileException(
          "carry the rows of " + plan.table(),
          "a server cannot put one of them together: " + e.getMessage(),
          "a row goes with its earlier images, together 1 GB at most: make its largest values"
              + " smaller on the fallback");
    }
  }

  /** Where something refuses it, or somebody has a row locked, all are left to the merge. */
  private void fastForward(FastForwardSql sql, long rows) throws SQLException {
    primary.release();
    long done =
        primary.hardlyWaiting(
            sql.update(rows),
            SHORT,
            state -> !SqlStates.passing(state) || SqlStates.contended(state));
    primary.pinAgain();
    if (done > 0) {
      StageSql stage = new StageSql(sql.plan());
      forwarded.put(sql.plan().number(), done);
      primary.later(done == rows ? "TRUNCATE " + stage.stage() : stage.analyze(stage.stage()));
    }
  }

  /**
   * What the primary says of a round that it has not had.
   *
   * @param backend the server process that answers
   * @param heldBefore whether earlier outages have left changes of the site held
   */
  private record Marked(int backend, boolean heldBefore) {}

  private Optional<Marked> mark() throws SQLException {
    String marker = round.names().of("round");
    Optional<Marked> marked =
        primary
            .list(
                "INSERT INTO "
                    + marker
                    + " (id, site, epoch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                    + " RETURNING pg_backend_pid(), "
                    + round.anyHeldBefore(),
                row -> new Marked(row.getInt(1), row.getBoolean(2)),
                round.id(),
                round.site(),
                round.epoch())
            .stream()
            .findFirst();
    if (marked.isPresent()) {
      primary.servedBy(marked.get().backend());
      // The rounds before this one are settled, else this one would not have begun.
      primary.later(
          "DELETE FROM "
              + round.names().of("outcome")
              + " o USING "
              + marker
              + " m WHERE m.id = o.round AND m.site = '"
              + round.site()
              + "'");
    }
    return marked;
  }

  /**
   * What was not inserted because it had come meanwhile is classified again, once: what is missing
   * then too is not another writer's, or comes too fast, and is looked at row by row.
   */
  private void merge(boolean wait) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      primary.later("SAVEPOINT understudy_attempt");
      look(wait);
      boolean renamed = false;
      // What refers to a row with a new key may be another row than it seemed.
      while (translation.renameBorn()) {
        renamed = true;
        hook.at("round.renamed");
        clear();
        look(wait);
      }
      if (renamed && attempt < DRAWS && translation.anyBorn()) {
        primary.rollbackTo("understudy_attempt");
        continue;
      }
      decide();
      Acts acts = Acts.read(primary, round.plans());
      if (new ReferredUpdates(primary, round).keep(acts)) {
        decide();
        acts = Acts.read(primary, round.plans());
      }
      primary.release();
      drawUsed(acts);
      List<List<WriteSql>> order = order(acts);
      hook.at("round.classified");
      if (write(order, acts, attempt, wait)) {
        if (CompanionSql.possible(round.plans())) {
          new Remade(primary, order, acts).delete();
        }
        return;
      }
      primary.rollbackTo("understudy_attempt");
    }
  }

  private void drawUsed(Acts acts) {
    for (TablePlan plan : round.plans()) {
      if (acts.count(plan, "I") > 0) {
        UsedNumbersSql.of(plan).forEach(used -> primary.later(used.draw()));
      }
    }
  }

  /** A delete takes along, or unsets, what refers: also what only the primary knows of. */
  private List<List<WriteSql>> order(Acts acts) throws SQLException {
    boolean deletes =
        acts.count("D") > 0 || (CompanionSql.possible(round.plans()) && acts.count("X") > 0);
    return round.writes(deletes ? round.references(primary) : List.of());
  }

  /**
   * Writes all at once; where the data is refused, or before the last round others are in the way,
   * what can be written.
   *
   * @return false when rows have to be classified again
   */
  private boolean write(List<List<WriteSql>> order, Acts acts, int attempt, boolean wait)
      throws SQLException {
    Survivors survivors = Survivors.of(primary, round, order, acts);
    primary.later("SAVEPOINT understudy_classified");
    try {
      boolean complete = new BulkWrite(primary, order, acts, attempt > 1).run();
      if (!complete && attempt == 1) {
        return false;
      }
      if (complete && !survivors.underHold()) {
        if (round.leftOut()) {
          survivors.skip();
        } else {
          survivors.note(acts.count("S") + acts.count("H") > 0);
        }
        return true;
      }
    } catch (SQLException e) {
      if (!refused(SqlStates.of(e), wait)) {
        throw e;
      }
      if (attempt == 1 && mayHaveCome(e)) {
        return false;
      }
    }
    primary.rollbackTo("understudy_classified");
    isolate(order, acts, wait);
    return true;
  }

  private static boolean refused(String state, boolean wait) {
    return SqlStates.ofData(state) || (!wait && SqlStates.LOCKED.contains(state));
  }

  /** Whether the same thing may have come meanwhile under another key, to be adopted. */
  private boolean mayHaveCome(SQLException refused) {
    return SqlStates.of(refused).equals(SqlStates.UNIQUE_VIOLATION)
        && round.plans().stream().anyMatch(plan -> !plan.naturalKeys().isEmpty());
  }

  private void isolate(List<List<WriteSql>> order, Acts acts, boolean wait) throws SQLException {
    boolean skip = new Isolation(primary, round, !wait).run(round.leftOut() || acts.count("S") > 0);
    primary.waitAtMost(SHORT);
    // Deletes that had to wait for other rows; what is refused now stays.
    Optional<SQLException> rest =
        primary.refusal(
            new BulkWrite(primary, order, acts, false)::rest, state -> refused(state, wait));
    Survivors survivors = Survivors.of(primary, round, order, acts);
    if (skip || rest.filter(e -> !SqlStates.ofData(SqlStates.of(e))).isPresent()) {
      survivors.skip();
    } else {
      survivors.note(true);
    }
    hook.at("round.isolated");
  }

  /** What each row is called on the primary, what stands there, and what that means for it. */
  private void look(boolean wait) throws SQLException {
    translation.translate();
    if (lock(wait)) {
      for (TablePlan plan : round.plans()) {
        new DecidedSql(plan, round).take(primary);
      }
    }
    classify();
  }

  /**
   * Locks theirs. What a person decides waits for that, or has been decided: no other decision can
   * come any more.
   *
   * @return whether there is any
   */
  private boolean lock(boolean wait) throws SQLException {
    for (TablePlan plan : round.plans()) {
      StageSql stage = new StageSql(plan);
      primary.later(stage.lock(true, wait));
      primary.later(stage.lock(false, wait));
      primary.later(stage.analyze(stage.theirs()));
    }
    boolean decided = primary.asked(List.of(round.anyDecided())).get(0);
    hook.at("round.locked");
    return decided;
  }

  private void classify() throws SQLException {
    for (TablePlan plan : round.plans()) {
      ClassifySql sql = new ClassifySql(plan);
      primary.later(sql.classify());
      primary.later("ANALYZE " + sql.act() + " (r, act)");
    }
  }

  private void clear() throws SQLException {
    for (TablePlan plan : round.plans()) {
      primary.run("TRUNCATE " + new StageSql(plan).theirs() + ", " + new ClassifySql(plan).act());
    }
  }

  /** What the resolver says, what is held, and what is held with it. */
  private void decide() throws SQLException {
    asking.ask(round.plans());
    translation.holdBorn();
    UnitSql units = new UnitSql(round.plans().stream().filter(TablePlan::holds).toList());
    do {
      if (!units.plans().isEmpty()) {
        primary.run(units.spread());
      }
    } while (translation.spreadToReferrers());
  }

  private void account() throws SQLException {
    String ledger = round.names().of("ledger");
    String outcome = round.names().of("outcome");
    List<String> questions = new ArrayList<>();
    questions.add(round.anyHeld());
    questions.add(round.anyDecided());
    for (TablePlan plan : round.plans()) {
      questions.add(round.account(plan).anyOutcome());
      questions.add(round.account(plan).anyEntry());
    }
    Iterator<Boolean> answers = primary.asked(questions).iterator();
    boolean open = answers.next();
    boolean decided = answers.next();
    for (TablePlan plan : round.plans()) {
      AccountSql sql = round.account(plan);
      if (answers.next()) {
        primary.later(sql.outcome(outcome));
      }
      primary.later(sql.report(outcome, forwarded.getOrDefault(plan.number(), 0L)));
      boolean entries = answers.next();
      if (decided) {
        primary.later(new DecidedSql(plan, round).end());
      }
      if (open) {
        primary.later(sql.endOpenEntries(ledger));
      }
      if (open && entries) {
        primary.later(sql.replaceOpenEntries(ledger));
      }
      if (entries) {
        primary.later(sql.ledger(ledger));
      }
    }
    primary.flush();
  }
}
