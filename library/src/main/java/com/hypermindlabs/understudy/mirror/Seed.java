package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.MirrorTables.Carried;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first seed: copies whole tables, several at a time, in one snapshot, straight into the empty
 * tables of a closed fallback, each in one transaction. A seed that broke off is continued: its
 * tables keep the snapshot they were read in, and the cycle that follows brings all to one instant,
 * and the tables that had rows. Until then the fallback says that it is seeding, and whoever opens
 * the gate empties the tables that were empty before.
 */
final class Seed {
  private static final int MOST_WORKERS = 4;

  private final Sides sides;
  private final MirrorListener listener;
  private final StepHook steps;

  Seed(Sides sides, Reporting reporting) {
    this.sides = sides;
    this.listener = reporting.listener();
    this.steps = reporting.steps();
  }

  /**
   * Copies what is not there yet.
   *
   * @param tables to seed
   * @param epoch that has to stand on the fallback
   * @param standing of the fallback
   * @param fallback a session to it
   * @return whether it was done; false when the tables are not what was decided about, the gate is
   *     not as it has to be, or the seed that broke off was of another primary and was given up
   */
  boolean run(CarriedTables tables, long epoch, Standing standing, FallbackSession fallback)
      throws SQLException {
    try (PrimarySession primary = open()) {
      return run(primary, tables, new Target(epoch, standing, fallback));
    }
  }

  /** Where the rows go: a fallback as it has to be found. */
  private record Target(long epoch, Standing standing, FallbackSession fallback) {}

  private boolean run(PrimarySession primary, CarriedTables tables, Target target)
      throws SQLException {
    // Looks through rows that are gone, too: before the transaction of the primary begins.
    Set<TableName> empty =
        target.fallback().empty(tables.list()).stream()
            .map(MirroredTable::name)
            .collect(Collectors.toSet());
    @Nullable Sight sight = Sight.of(primary, sides.capture(), tables, target.standing().arrived());
    if (sight == null) {
      return false;
    }
    boolean resumed = target.standing().seeding();
    if (resumed && stranger(target.standing(), sight.view())) {
      return giveUp(target.fallback(), target.epoch());
    }
    Map<String, Carried> carried =
        resumed ? MirrorTables.read(target.fallback().connection()) : Map.of();
    target.fallback().rollback();
    List<MirroredTable> missing = missing(sight, carried);
    List<MirroredTable> leftovers =
        missing.stream().filter(table -> carried.containsKey(table.name().sql())).toList();
    if (!leftovers.isEmpty()) {
      // Takes its time, and the primary's server bears no transaction that waits for it.
      primary.rollback();
      return empty(leftovers, target) && run(primary, sight.tables(), target);
    }
    missing.removeIf(table -> !empty.contains(table.name()));
    return copy(primary, sight, missing, target);
  }

  private boolean copy(
      PrimarySession primary, Sight sight, List<MirroredTable> missing, Target target)
      throws SQLException {
    SeedMeter meter =
        new SeedMeter(listener, System::nanoTime, missing.size(), primary.size(missing));
    UUID nonce = UUID.randomUUID();
    Queue<MirroredTable> queue = new ConcurrentLinkedQueue<>(missing);
    SeedWorker.Task task = new SeedWorker.Task(sight, target.epoch(), nonce, queue, meter);
    try (SeedWorkers workers = new SeedWorkers(this::worker, task, workers(missing))) {
      workers.importSnapshot(primary.exportSnapshot());
      primary.rollback();
      // What the tables show has to survive a crash of the primary before any of it is kept here.
      primary.begin();
      primary.commitRegister(
          target.standing(), nonce, target.standing().seeding() ? null : sight.view().snapshot());
      steps.at("seed.registered");
      if (!begin(target, nonce, sight.view().primaryId())) {
        return false;
      }
      steps.at("seed.begun");
      workers.copy();
    }
    steps.at("seed.copied");
    return true;
  }

  private SeedWorker worker() throws SQLException {
    PrimarySession primary = open();
    try {
      return new SeedWorker(primary, FallbackSession.open(sides.fallback()), steps);
    } catch (SQLException e) {
      primary.close();
      throw e;
    }
  }

  private PrimarySession open() throws SQLException {
    return PrimarySession.open(sides.primary(), sides.names(), sides.site());
  }

  private static int workers(List<MirroredTable> missing) {
    int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    return Math.min(Math.min(MOST_WORKERS, processors), missing.size());
  }

  private static boolean stranger(Standing standing, PrimaryView view) {
    return Identity.of(standing, view) != Identity.SAME || !view.registered();
  }

  private static List<MirroredTable> missing(Sight sight, Map<String, Carried> carried) {
    List<MirroredTable> missing = new ArrayList<>();
    for (MirroredTable table : sight.tables().list()) {
      @Nullable Carried before = carried.get(table.name().sql());
      if (before == null || !before.fingerprint().equals(table.mark())) {
        missing.add(table);
      }
    }
    return missing;
  }

  /** Removes the rows of tables that were copied by an earlier attempt, and altered since. */
  private static boolean empty(List<MirroredTable> leftovers, Target target) throws SQLException {
    FallbackSession fallback = target.fallback();
    for (MirroredTable table : leftovers) {
      fallback.begin();
      Standing now = fallback.shareGate();
      if (!now.takes(target.epoch()) || !Objects.equals(now.nonce(), target.standing().nonce())) {
        fallback.rollback();
        return false;
      }
      Pins.run(fallback.connection(), Pins.releasedForTexts());
      try {
        fallback.run("DELETE FROM " + table.name().sql());
      } catch (SQLException e) {
        throw Failures.of("remove the rows of a seed that broke off", table.name(), e);
      }
      MirrorTables.forget(fallback.connection(), Set.of(table.name().sql()));
      fallback.connection().commit();
    }
    return true;
  }

  private static boolean giveUp(FallbackSession fallback, long epoch) throws SQLException {
    fallback.begin();
    if (fallback.holdGate().takes(epoch)) {
      fallback.run("SELECT understudy.discard_seed()", SequenceBlocks.FORGET);
    }
    fallback.connection().commit();
    return false;
  }

  private static boolean begin(Target target, UUID nonce, String primaryId) throws SQLException {
    FallbackSession fallback = target.fallback();
    fallback.begin();
    Standing now = fallback.holdGate();
    if (!now.takes(target.epoch()) || now.seeding() != target.standing().seeding()) {
      fallback.rollback();
      return false;
    }
    if (!now.seeding()) {
      fallback.run("DELETE FROM understudy.mirror_table", "DELETE FROM understudy.arrived");
    }
    fallback.run(
        "UPDATE understudy.mirror SET seeding = true, snapshot = NULL, nonce = "
            + Literals.text(nonce.toString())
            + ", primary_id = "
            + Literals.text(primaryId));
    fallback.connection().commit();
    return true;
  }
}
