package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.SentTable;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands the fallback's journal to the primary in rounds. Each round is durable on the fallback
 * before it is sent, arrives in one transaction or not at all, and exactly once: a round whose end
 * is unknown is sent again, and the primary knows it by its marker.
 *
 * <p>Not thread-safe; any number of them, in any process, may be at work on one site.
 */
public final class Reconciler {
  private static final int LAST_ATTEMPTS = 40;
  private static final Duration SHORT = Duration.ofSeconds(5);

  private static final RoundStore.Open NOTHING =
      new RoundStore.Open(new UUID(0, 0), List.of(), List.of(), false, false);

  private final KeptSessions sessions;
  private final LeadSequences leadSequences = new LeadSequences();
  private final UUID site;
  private final OurNames names;
  private final Policies policies;
  private final Map<TableName, List<List<String>>> naturalKeys;
  private final ConflictResolver resolver;
  private final StepHook hook;
  private final long fastForwardFrom;
  private volatile @Nullable Installed installed;

  /**
   * What the fallback has been made ready for.
   *
   * @param plans the tables that could be sent then
   * @param tables what {@link RoundStore#install} has found
   */
  private record Installed(List<TablePlan> plans, Map<Integer, SentTable> tables) {}

  /**
   * Connects to nothing yet.
   *
   * @param primary connections as the tables' owner
   * @param fallback connections as the tables' owner, past the gate
   * @param site the site's id, the same on both servers
   * @param names of our tables on the primary
   * @param conflicts the declared policies and natural keys
   * @param resolver decides where the policy is {@code resolver}
   */
  public Reconciler(
      Link primary,
      Link fallback,
      UUID site,
      OurNames names,
      ConflictSettings conflicts,
      ConflictResolver resolver,
      StepHook hook) {
    this(primary, fallback, site, names, conflicts, resolver, hook, FastForwardSql.FROM_ROWS);
  }

  /**
   * The same, where fewer rows or more are worth a pass of their own.
   *
   * @param fastForwardFrom from how many rows of a table on those that the primary has not touched
   *     are updated before the merge
   */
  public Reconciler(
      Link primary,
      Link fallback,
      UUID site,
      OurNames names,
      ConflictSettings conflicts,
      ConflictResolver resolver,
      StepHook hook,
      long fastForwardFrom) {
    this.sessions = new KeptSessions(primary, fallback);
    this.site = site;
    this.names = names;
    this.policies = new Policies(conflicts);
    this.naturalKeys = new HashMap<>();
    conflicts.naturalKeys().forEach((name, keys) -> naturalKeys.put(TableName.parse(name), keys));
    this.resolver = resolver;
    this.hook = hook;
    this.fastForwardFrom = fastForwardFrom;
  }

  /**
   * Finishes the round that a crash left open, if there is one, then carries what is in the journal
   * now.
   *
   * @param verdicts the tables as they are now, with the primary's shapes
   * @param epoch at which the gate has to be open
   * @return what was done, and how much has come since
   * @throws ReconcileException when it could not be carried through; to be called again
   */
  public RoundReport round(List<Verdict> verdicts, long epoch) {
    return rounds(verdicts, epoch, false);
  }

  /**
   * Carries the rest while the gate is locked: waits shortly for rows that others have locked, and
   * starts again until nothing is left. The caller closes the gate afterwards, or lets it open.
   *
   * @param closing holds the gate
   * @throws ReconcileException as {@link #round}; also when rows stay locked by others
   */
  public RoundReport lastRound(List<Verdict> verdicts, Closing closing, long epoch) {
    RoundReport report = rounds(verdicts, epoch, true);
    for (int attempt = 1; report.left() > 0; attempt++) {
      keepAlive(closing);
      if (attempt == LAST_ATTEMPTS) {
        throw new ReconcileException(
            "carry the last round",
            report.left() + " rows could not be handed over",
            "rows of the primary are locked by others; it is tried again later");
      }
      report = report.then(rounds(verdicts, epoch, true));
    }
    try {
      Journal.empty(closing.connection());
    } catch (SQLException e) {
      throw new ReconcileException("empty the journal", e);
    }
    return report;
  }

  /**
   * Rids the journals of these tables of what the rounds have settled: every later question reads
   * dead entries too, and writers wait for those of the last round.
   *
   * @throws ReconcileException when a server cannot be asked; nothing hangs on it
   */
  public void tidy(List<Verdict> verdicts, Set<TableName> tables) {
    try {
      sessions.use(
          pair -> {
            for (TablePlan plan : plans(pair.fallback(), verdicts)) {
              if (tables.contains(plan.name())) {
                pair.fallback().runAlone(new SentSql(plan).vacuum());
              }
            }
            return tables;
          });
    } catch (SQLException e) {
      throw new ReconcileException("tidy up after the rounds", e);
    }
  }

  /** The server ends a transaction that keeps the gate and does nothing. */
  private static void keepAlive(Closing closing) {
    try (Statement statement = closing.connection().createStatement()) {
      statement.execute("SELECT 1");
    } catch (SQLException e) {
      throw new ReconcileException("keep the gate while the last round is carried", e);
    }
  }

  /** Closes the connections that are kept for further rounds; there may be some all the same. */
  public void release() {
    sessions.close();
  }

  /** The tables whose transactions have to be told apart: the journal's touches serve them. */
  public static Set<TableName> holdTables(ConflictSettings conflicts, List<Verdict> verdicts) {
    Policies policies = new Policies(conflicts);
    return verdicts.stream()
        .filter(
            verdict ->
                policies.ofTable(verdict.name()) == Policy.HOLD
                    || verdict.fallback().columns().stream()
                        .anyMatch(c -> policies.ofColumn(verdict.fallback(), c) == Policy.HOLD))
        .map(Verdict::name)
        .collect(Collectors.toSet());
  }

  /** What the settings declare of a table and no round could do; nothing when they are right. */
  public static Optional<String> impossible(ConflictSettings conflicts, TableShape table) {
    return Optional.ofNullable(new Policies(conflicts).impossible(table));
  }

  /**
   * A column of the table that an optimistic lock seems to count its versions in, and that may have
   * one after a merge that both sides have read, so that a write which has not seen the merged row
   * passes for one that has.
   */
  public static Optional<String> versionReadTwice(ConflictSettings conflicts, TableShape table) {
    return new Policies(conflicts).versionReadTwice(table);
  }

  private RoundReport rounds(List<Verdict> verdicts, long epoch, boolean last) {
    try {
      return sessions.use(pair -> rounds(pair, verdicts, epoch, last));
    } catch (SQLException e) {
      throw new ReconcileException("carry a round", e);
    }
  }

  private RoundReport rounds(SessionPair pair, List<Verdict> verdicts, long epoch, boolean last)
      throws SQLException {
    Session here = pair.fallback();
    Session there = pair.primary();
    List<TablePlan> plans = plans(here, verdicts);
    @Nullable Installed ready = installed;
    // Writers wait for the last round: what the rounds before it made is not made again.
    if (!last || ready == null || !plans.equals(ready.plans())) {
      ready = new Installed(plans, RoundStore.install(here, plans));
      installed = ready;
    }
    RoundStore store = new RoundStore(here, plans, ready.tables());
    leadSequences.run(here, there, last);
    Set<Integer> births = RoundStore.births(here);
    RoundReport report = RoundReport.nothing();
    RoundStore.Standing before = store.standing();
    if (before.open().isPresent()) {
      report =
          send(
              context(before.open().get(), store, births, epoch),
              before.open().get(),
              store,
              there,
              last);
    }
    if (before.any()) {
      store.settling().settleRest();
    }
    Strays strays = new Strays(here, there, context(NOTHING, store, births, epoch), verdicts);
    report = report.then(strays.end());
    Optional<RoundStore.Open> open = store.begin(epoch, !last);
    if (open.isPresent()) {
      hook.at("round.durable");
      report =
          report.then(
              send(context(open.get(), store, births, epoch), open.get(), store, there, last));
    } else {
      report = report.then(new RoundReport(Map.of(), store.settling().left()));
    }
    strays.requireNone();
    return report;
  }

  private RoundReport send(
      RoundContext context, RoundStore.Open open, RoundStore store, Session there, boolean last)
      throws SQLException {
    int attempts = last ? LAST_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      try {
        new PrimaryMerge(there, context, carrier(store, open, there), resolver, hook).run(last);
        break;
      } catch (SQLException e) {
        if (attempt == attempts || !SqlStates.contended(SqlStates.of(e))) {
          nameHolders(e, there, context);
          throw e;
        }
      }
    }
    there.begin(SHORT);
    Map<TableName, RoundReport.Counts> counts = counts(there, context);
    long left = store.settling().settle(open, there, names, counts);
    hook.at("round.settled");
    there.rollback();
    return new RoundReport(counts, left);
  }

  private static void nameHolders(SQLException e, Session there, RoundContext context)
      throws SQLException {
    if (SqlStates.of(e).equals(SqlStates.LOCK_NOT_HAD)) {
      List<LockHolder> holders = holders(there, context.tables());
      if (!holders.isEmpty()) {
        throw new ReconcileException("carry a round", e, holders);
      }
    }
  }

  private static List<LockHolder> holders(Session there, Set<TableName> tables)
      throws SQLException {
    there.begin(SHORT);
    List<LockHolder> holders = LockHolder.of(there, tables);
    there.rollback();
    return holders;
  }

  /**
   * Who may have locked the rows that a round had to skip, the longest transaction first.
   *
   * @param verdicts the tables as they are now
   * @param round what it did
   * @throws ReconcileException when the primary cannot be asked
   */
  public List<LockHolder> holders(List<Verdict> verdicts, RoundReport round) {
    Set<TableName> tables = new HashSet<>();
    for (Verdict verdict : verdicts) {
      @Nullable TableShape shape = verdict.primary();
      RoundReport.@Nullable Counts counts = round.tables().get(verdict.name());
      if (shape != null && counts != null && counts.skipped() > 0) {
        tables.addAll(shape.involved());
      }
    }
    try {
      return sessions.use(pair -> holders(pair.primary(), tables));
    } catch (SQLException e) {
      throw new ReconcileException("ask who has rows locked", e);
    }
  }

  private static PrimaryMerge.Carrier carrier(
      RoundStore store, RoundStore.Open open, Session there) {
    return new PrimaryMerge.Carrier() {
      @Override
      public long carry(TablePlan plan) throws SQLException {
        return store.carry(open, plan, there);
      }

      @Override
      public void carryRaw(TablePlan plan) throws SQLException {
        store.carryRaw(open, plan, there);
      }

      @Override
      public List<SameThing> both(TablePlan plan, List<SameThing> met) throws SQLException {
        return store.both(plan, met);
      }

      @Override
      public List<String> alike(TablePlan plan, List<Integer> columns) throws SQLException {
        return store.alike(plan, columns);
      }
    };
  }

  private RoundContext context(
      RoundStore.Open open, RoundStore store, Set<Integer> births, long epoch) {
    return new RoundContext(
        open.id(),
        site,
        epoch,
        names,
        open.leftOut(),
        open.plans(),
        store.plans(),
        births,
        fastForwardFrom);
  }

  private Map<TableName, RoundReport.Counts> counts(Session there, RoundContext context)
      throws SQLException {
    Map<Integer, TableName> known = new HashMap<>();
    context.plans().forEach(plan -> known.put(plan.number(), plan.name()));
    Map<TableName, RoundReport.Counts> counts = new HashMap<>();
    there.list(
        "SELECT -r, result::bigint[] FROM "
            + names.of("outcome")
            + " WHERE round = ? AND kind = 'report'",
        row -> {
          Long[] c = (Long[]) row.getArray(2).getArray();
          @Nullable TableName name = known.get(row.getInt(1));
          if (name != null && c[0] > 0) {
            counts.put(
                name, new RoundReport.Counts(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]));
          }
          return c.length;
        },
        context.id());
    return counts;
  }

  private List<TablePlan> plans(Session here, List<Verdict> verdicts) throws SQLException {
    Map<String, TablePlan.Known> covered = new HashMap<>();
    here.list(
        "SELECT t.name, t.n, coalesce(c.epoch, -1) FROM understudy.covered t"
            + " LEFT JOIN understudy.corrected c ON c.n = t.n",
        row -> covered.put(row.getString(1), new TablePlan.Known(row.getInt(2), row.getLong(3))));
    here.rollback();
    List<TablePlan> plans = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      @Nullable TableShape shape = verdict.primary();
      TablePlan.@Nullable Known known = covered.get(verdict.name().sql());
      if (verdict.state() == Verdict.State.PROTECTED && shape != null && known != null) {
        @Nullable String impossible = policies.impossible(shape);
        if (impossible != null) {
          throw new ReconcileException("plan the rounds", impossible, "until then nothing is sent");
        }
        plans.add(
            TablePlan.of(
                known,
                shape,
                verdict.fallback(),
                policies,
                naturalKeys.getOrDefault(verdict.name(), List.of())));
      }
    }
    return plans;
  }
}
