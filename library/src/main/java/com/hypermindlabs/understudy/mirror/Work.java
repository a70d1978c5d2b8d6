package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the mirror does in one cycle, with what it keeps between them. Not thread-safe. */
final class Work implements AutoCloseable {
  /** How often the primary hears of a mirror that has nothing to carry. */
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(20).toNanos();

  /**
   * How often a mirror that carries much keeps the log small, for all writers, and from when on.
   */
  private static final long PRUNING_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long MUCH = 1000;

  private static final int TRIES = 4;

  private final Sides sides;
  private final Registration registration;
  private final SequenceBlocks sequences;
  private final Reporting reporting;
  private final StoppedTables stopped = new StoppedTables(System::nanoTime);
  private final Map<String, Long> found = new HashMap<>();
  private Set<String> left = Set.of();
  private @Nullable PrimarySession primary;
  private @Nullable FallbackSession fallback;
  private List<Verdict> decided = List.of();
  private CarriedTables tables = new CarriedTables(List.of(), "");
  private long heard;
  private boolean everHeard;
  private long pruned = System.nanoTime() - HEARTBEAT_NANOS;
  private long carried;

  Work(Sides sides, Registration registration, MirrorSettings settings, Reporting reporting) {
    this.sides = sides;
    this.registration = registration;
    this.sequences = new SequenceBlocks(settings.sequenceBlock(), reporting);
    this.reporting = reporting;
  }

  /** Takes one cycle; a table that cannot be carried is left out, and the others go on. */
  CycleReport cycle(List<Verdict> verdicts, long epoch, CycleObserver observer, MirrorGauge gauge)
      throws SQLException {
    if (!verdicts.equals(decided)) {
      decided = List.copyOf(verdicts);
      stopped.clear();
      choose(Set.of());
    }
    while (true) {
      found.clear();
      Set<String> resting = stopped.resting();
      if (!resting.equals(left)) {
        choose(resting);
      }
      try {
        return attempt(epoch, observer, gauge);
      } catch (MirrorException e) {
        if (!stopped.take(e, found)) {
          throw e;
        }
        close(); // whatever the failed transactions have left
      }
    }
  }

  /** Carries what is protected, but for these. */
  private void choose(Set<String> without) {
    left = without;
    tables =
        tables(
            decided.stream()
                .filter(verdict -> !without.contains(verdict.name().toString()))
                .toList());
  }

  private CycleReport attempt(long epoch, CycleObserver observer, MirrorGauge gauge)
      throws SQLException {
    FallbackSession target = fallback();
    for (int i = 0; i < TRIES; i++) {
      Standing standing = target.standing();
      if (!standing.takes(epoch)) {
        return report(Cycle.Outcome.of(CycleReport.State.NOT_MIRRORING, tables), gauge);
      }
      if (standing.nonce() == null || standing.seeding()) {
        gauge.seeding();
        standing = prepare(target, standing, epoch);
        sequences.lookAgain();
      }
      sequences.keep(primary(), target, tables, epoch);
      Cycle.Outcome outcome =
          one(target, new Cycle.Order(tables, epoch, standing, due(), observer), gauge);
      tables = outcome.tables();
      if (outcome.state() != CycleReport.State.UNREGISTERED) {
        return report(outcome, gauge);
      }
      if (!startOver(target, epoch)) {
        return report(Cycle.Outcome.of(CycleReport.State.NOT_MIRRORING, tables), gauge);
      }
      registration.register();
    }
    return report(Cycle.Outcome.of(CycleReport.State.UNREGISTERED, tables), gauge);
  }

  private Cycle.Outcome one(FallbackSession target, Cycle.Order order, MirrorGauge gauge)
      throws SQLException {
    Cycle.Outcome outcome =
        new Cycle(primary(), target, sides, sequences, reporting)
            .run(order, loads -> found(loads, gauge));
    if (outcome.asOf() != null) {
      stopped.carried(outcome.tables());
    }
    if (outcome.asOf() != null && outcome.state() != CycleReport.State.IDLE) {
      carried += outcome.rows();
      if (System.nanoTime() - pruned > (carried < MUCH ? HEARTBEAT_NANOS : PRUNING_NANOS)) {
        registration.prune(primary());
        pruned = System.nanoTime();
        carried = 0;
      }
      heard = System.nanoTime();
      everHeard = true;
    }
    return outcome;
  }

  private void found(List<Load> loads, MirrorGauge gauge) {
    loads.forEach(load -> found.put(load.table().name().toString(), load.logged() + load.asked()));
    gauge.pending(found.values().stream().mapToLong(Long::longValue).sum() + stopped.rows());
  }

  private boolean due() {
    return !everHeard || System.nanoTime() - heard > HEARTBEAT_NANOS;
  }

  /**
   * Sees to it that a fallback that was never carried to can be: registered, and its empty tables
   * seeded.
   */
  private Standing prepare(FallbackSession target, Standing standing, long epoch)
      throws SQLException {
    Standing now = standing;
    for (int i = 0; i < TRIES && (now.nonce() == null || now.seeding()); i++) {
      if (!now.seeding()) {
        registration.register();
      }
      if (!now.seeding() && !(target.replica() && seedable(target, now))) {
        return now;
      }
      draw(target, epoch);
      boolean done = new Seed(sides, reporting).run(tables, epoch, now, target);
      now = target.standing();
      if (done || now.seeding() || !now.takes(epoch)) {
        return now;
      }
    }
    return now;
  }

  /**
   * An outage may come before the copy is done, which takes hours. By a session that ends before
   * that: no server bears one that is silent for so long.
   */
  private void draw(FallbackSession target, long epoch) throws SQLException {
    sequences.lookAgain();
    try (PrimarySession session = openPrimary()) {
      sequences.keep(session, target, tables, epoch);
    }
  }

  /**
   * What is there is kept, and stays valid, until the first cycle replaces it: rows that a
   * migration has put into a table; of a fallback that was mirrored from another primary, or before
   * this one lost commits, all tables together.
   */
  private boolean seedable(FallbackSession target, Standing now) throws SQLException {
    int all = tables.list().size();
    int empty = target.empty(tables.list()).size();
    return empty == all || (now.asOf() == null && empty > 0);
  }

  /**
   * The log has gaps for this site: everything is brought again.
   *
   * @return false when the gate has opened, and what is there stays; then the site may not register
   *     either, for nobody would know of the gaps afterwards
   */
  private static boolean startOver(FallbackSession target, long epoch) throws SQLException {
    target.begin();
    boolean takes = target.holdGate().takes(epoch);
    if (takes) {
      target.run("SELECT understudy.discard_seed()", "DELETE FROM understudy.mirror_table");
    }
    target.connection().commit();
    return takes;
  }

  private CycleReport report(Cycle.Outcome outcome, MirrorGauge gauge) {
    return new CycleReport(
        outcome.state(),
        outcome.rows(),
        outcome.bytes(),
        outcome.asOf(),
        gauge.took(),
        stopped.reasons(),
        stopped.rows());
  }

  private static CarriedTables tables(List<Verdict> verdicts) {
    Map<TableName, TableShape> covered = new HashMap<>();
    for (Verdict verdict : verdicts) {
      if (verdict.state() == Verdict.State.PROTECTED) {
        covered.put(verdict.name(), verdict.fallback());
      }
    }
    List<TableShape> all =
        verdicts.stream().map(Verdict::primary).filter(Objects::nonNull).toList();
    return new CarriedTables(MirroredTable.of(covered, all), "");
  }

  private PrimarySession primary() throws SQLException {
    PrimarySession session = primary;
    if (session == null) {
      session = openPrimary();
      primary = session;
    }
    return session;
  }

  private PrimarySession openPrimary() throws SQLException {
    return PrimarySession.open(sides.primary(), sides.names(), sides.site());
  }

  private FallbackSession fallback() throws SQLException {
    FallbackSession session = fallback;
    if (session == null) {
      session = FallbackSession.open(sides.fallback());
      session.install();
      fallback = session;
    }
    return session;
  }

  /** Closes both connections; the next cycle opens new ones. */
  @Override
  public void close() {
    if (primary != null) {
      primary.close();
      primary = null;
    }
    if (fallback != null) {
      fallback.close();
      fallback = null;
    }
    sequences.lookAgain();
  }
}
