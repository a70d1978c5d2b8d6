package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Scripts;
import com.hypermindlabs.understudy.capture.SentTable;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rounds as the fallback keeps them: durable before anything is sent; {@link Settling} ends
 * them. Not thread-safe.
 */
final class RoundStore {
  /** The longest wait for a lock on the fallback. */
  static final Duration LOCK = Duration.ofSeconds(2);

  private static final Duration BIRTHS = Duration.ofMillis(500);

  /**
   * For joins of as many rows as an outage has changed. Of what is staged the planner has to know
   * how much there is and hardly more: a small sample does.
   */
  static final List<String> ROOM =
      List.of("SET LOCAL work_mem = '64MB'", "SET LOCAL default_statistics_target = 5");

  /**
   * The same for joins of what is sent with the journal. Of a journal that was empty when it was
   * last vacuumed the planner expects no row, and would read all that is sent again for each.
   */
  static final List<String> ROOM_TO_JOIN =
      Stream.concat(ROOM.stream(), Stream.of("SET LOCAL enable_nestloop = off")).toList();

  private final Session fallback;
  private final List<TablePlan> plans;
  private final Map<Integer, SentTable> tables;

  /**
   * @param plans all tables that rounds may have rows of
   * @param tables what {@link #install} has found
   */
  RoundStore(Session fallback, List<TablePlan> plans, Map<Integer, SentTable> tables) {
    this.fallback = fallback;
    this.plans = List.copyOf(plans);
    this.tables = Map.copyOf(tables);
  }

  /** All tables that rounds may have rows of. */
  List<TablePlan> plans() {
    return plans;
  }

  /** What ends them. */
  Settling settling() {
    return new Settling(fallback, plans, tables);
  }

  /**
   * A round that is open.
   *
   * @param id of the round
   * @param plans the tables that it has rows of and that can be sent
   * @param tables all that it has rows of
   * @param resumed whether it was begun earlier, so that the primary may have it, and of other
   *     tables than can be sent now
   * @param leftOut whether it was begun without rows that an earlier round still had
   */
  record Open(
      UUID id, List<TablePlan> plans, List<SentTable> tables, boolean resumed, boolean leftOut) {}

  /**
   * Makes what is missing.
   *
   * @param plans all tables that rounds may have rows of
   * @return the tables that have rows of rounds, by number: of more tables than can be sent now
   */
  static Map<Integer, SentTable> install(Session fallback, List<TablePlan> plans)
      throws SQLException {
    fallback.begin(LOCK);
    fallback.later(Pins.changing());
    fallback.run(Scripts.read(RoundStore.class, "rounds.sql"));
    Set<Integer> made =
        Set.copyOf(
            fallback.list(
                "SELECT c.n FROM understudy.covered c"
                    + " WHERE to_regclass('understudy.sent_' || c.n) IS NOT NULL",
                r -> r.getInt(1)));
    Set<Integer> planned = plans.stream().map(TablePlan::number).collect(Collectors.toSet());
    Map<Integer, SentTable> tables = new HashMap<>();
    for (SentTable table : SentTable.read(fallback.connection())) {
      boolean make = planned.contains(table.n()) && !made.contains(table.n());
      if (make) {
        fallback.run(table.create());
      }
      if (make || made.contains(table.n())) {
        tables.put(table.n(), table);
      }
    }
    fallback.commit();
    return tables;
  }

  /**
   * What earlier rounds have left.
   *
   * @param open the round that was begun and is not known to have arrived
   * @param any whether there is a round at all, be it one that waits to be settled
   */
  record Standing(Optional<Open> open, boolean any) {}

  /**
   * Has what migrations have inserted noted in the journals, which a round is to be told of.
   *
   * @return the numbers of the tables with such rows
   */
  static Set<Integer> births(Session fallback) throws SQLException {
    // Shorter than a writer waits before the server looks for a deadlock: it is not to be ended.
    fallback.begin(BIRTHS);
    Set<Integer> tables =
        Set.copyOf(fallback.list("SELECT understudy.note_births()", row -> row.getInt(1)));
    fallback.commit();
    return tables;
  }

  /** Asks for what earlier rounds have left. */
  Standing standing() throws SQLException {
    fallback.begin(LOCK);
    List<Optional<UUID>> rounds =
        fallback.list(
            "SELECT CASE WHEN NOT done THEN id END FROM understudy.round",
            r -> Optional.ofNullable(r.getObject(1, UUID.class)));
    Optional<UUID> id = rounds.stream().flatMap(Optional::stream).findFirst();
    Optional<Open> open = id.isEmpty() ? Optional.empty() : Optional.of(resumed(id.get()));
    fallback.rollback();
    return new Standing(open, !rounds.isEmpty());
  }

  private Open resumed(UUID id) throws SQLException {
    List<SentTable> with =
        TableQuestions.among(
            fallback,
            List.copyOf(tables.values()),
            table -> new SettleSql(table).has(id.toString()));
    Set<Integer> numbers = with.stream().map(SentTable::n).collect(Collectors.toSet());
    boolean leftOut =
        fallback
            .asked(
                tables.values().stream()
                    .map(table -> new SettleSql(table).hasOther(id.toString()))
                    .toList())
            .contains(true);
    return new Open(
        id,
        plans.stream().filter(plan -> numbers.contains(plan.number())).toList(),
        with,
        true,
        leftOut);
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
    // Nobody else begins a round from before the snapshot to the commit: it could be settled in
    // between, and its rows would still wait to be sent in the snapshot. Only this conflicts.
    fallback.run(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
            + " LOCK TABLE understudy.round IN SHARE UPDATE EXCLUSIVE MODE");
    checkEpoch(epoch, checkGate);
    Set<TablePlan> pending = new LinkedHashSet<>(among(plans, SentSql::pending));
    long rows = 0;
    boolean leftOut = false;
    if (!pending.isEmpty()) {
      ROOM.forEach(fallback::later);
      fallback.update("INSERT INTO understudy.round (id, epoch) VALUES (?, ?)", id, epoch);
      List<TablePlan> left =
          TableQuestions.among(
              fallback, List.copyOf(pending), plan -> new SettleSql(table(plan)).anyLeft());
      for (TablePlan plan : pending) {
        rows += fallback.update(new SentSql(plan).fill(left.contains(plan)), id.toString());
      }
      rows += group(id.toString(), pending);
      leftOut = !left.isEmpty();
      if (leftOut) {
        rows -= leaveReferrers(id.toString(), pending);
      }
    }
    if (rows == 0) {
      fallback.rollback();
      return Optional.empty();
    }
    fallback.commit();
    return Optional.of(
        new Open(
            id, List.copyOf(pending), pending.stream().map(this::table).toList(), false, leftOut));
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
    String units = TableQuestions.union(holding, plan -> new SettleSql(table(plan)).units(round));
    long change = 0;
    for (TablePlan plan : holding) {
      long bound = fallback.update(new SentSql(plan).fillBound(units), round);
      if (bound > 0) {
        change += bound;
        pending.add(plan);
        fallback.update(new SentSql(plan).noteUnits(round));
      }
    }
    String unsettled =
        TableQuestions.union(holding, plan -> new SentSql(plan).unsettledUnits(round));
    return change - leaveUnits(round, holding, unsettled);
  }

  private long leaveUnits(String round, List<TablePlan> holding, String units) throws SQLException {
    long left = 0;
    for (TablePlan plan : holding) {
      left += fallback.update(new SentSql(plan).leaveUnits(round, units));
    }
    fallback.update(
        "DELETE FROM understudy.sent_touch WHERE round = ?::uuid AND unit IN (" + units + ")",
        round);
    return left;
  }

  /**
   * Leaves out what refers to a row that was born here and that the round leaves out: the primary
   * may have another row under its key. With their units, until nothing more is left.
   *
   * @return how many
   */
  private long leaveReferrers(String round, Set<TablePlan> pending) throws SQLException {
    List<TablePlan> holding = plans.stream().filter(TablePlan::holds).toList();
    long all = 0;
    long before;
    do {
      before = all;
      for (TablePlan plan : pending) {
        for (ForeignKey key : plan.primary().foreignKeys()) {
          @Nullable TablePlan target = TablePlan.among(plans, key.target());
          String referrers = target == null ? "" : new SentSql(plan).referrers(round, key, target);
          if (!referrers.isEmpty()) {
            all += plan.holds() ? leaveUnits(round, holding, "SELECT s.unit" + referrers) : 0;
            all += fallback.update(new SentSql(plan).leave("SELECT s.ctid" + referrers));
          }
        }
      }
    } while (all > before);
    return all;
  }

  private SentTable table(TablePlan plan) {
    return Objects.requireNonNull(tables.get(plan.number()), plan.table());
  }

  private List<TablePlan> among(List<TablePlan> all, Function<SentSql, String> condition)
      throws SQLException {
    return TableQuestions.among(fallback, all, plan -> condition.apply(new SentSql(plan)));
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

  /**
   * Brings one table's rows of a round into the primary's stage.
   *
   * @return how many
   */
  long carry(Open round, TablePlan plan, Session primary) throws SQLException {
    return carry(
        new SentSql(plan).copyOut(round.id().toString()), new StageSql(plan).copyIn(), primary);
  }

  /** The same, of which the primary refused a value. */
  void carryRaw(Open round, TablePlan plan, Session primary) throws SQLException {
    carry(
        new SentSql(plan).copyRaw(round.id().toString()), new RawStageSql(plan).copyIn(), primary);
  }

  /** Those of which the fallback has both rows. */
  List<SameThing> both(TablePlan plan, List<SameThing> met) throws SQLException {
    fallback.begin(LOCK);
    List<SameThing> both =
        fallback.list(
            new TwoHereSql(plan).both(),
            row -> new SameThing(row.getString(1), row.getString(2)),
            met.stream().map(SameThing::here).toArray(String[]::new),
            met.stream().map(SameThing::there).toArray(String[]::new));
    fallback.rollback();
    return both;
  }

  /** Keys of rows that it has had all along and that look like one of a migration. */
  List<String> alike(TablePlan plan, List<Integer> columns) throws SQLException {
    fallback.begin(LOCK);
    List<String> alike =
        fallback.list(new AlikeHereSql(plan, columns).keys(), row -> row.getString(1));
    fallback.rollback();
    return alike;
  }

  private long carry(String copyOut, String copyIn, Session primary) throws SQLException {
    fallback.begin(LOCK);
    ROOM_TO_JOIN.forEach(fallback::later);
    CopyPipe pipe = new CopyPipe(fallback.connection(), primary.connection());
    long rows = pipe.carry(copyOut, copyIn, bytes -> {}).rows();
    fallback.rollback();
    return rows;
  }
}
