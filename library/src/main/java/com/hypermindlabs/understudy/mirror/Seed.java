package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.mirror.MirrorTables.Carried;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The first seed: copies whole tables, several at a time, in one snapshot, straight into the empty
 * tables of a closed fallback, each in one transaction. A seed that broke off is continued: its
 * tables keep the snapshot they were read in, and the cycle that follows brings all to one instant.
 * Until then the fallback says that it is seeding, and whoever opens the gate empties the tables.
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
      @Nullable Sight sight = Sight.of(primary, sides.capture(), tables, standing.arrived());
      if (sight == null) {
        return false;
      }
      boolean resumed = standing.seeding();
      if (resumed && stranger(standing, sight.view())) {
        return giveUp(fallback, epoch);
      }
      Map<String, Carried> carried = MirrorTables.read(fallback.connection());
      fallback.rollback();
      List<MirroredTable> missing = missing(sight, resumed ? carried : Map.of());
      SeedMeter meter =
          new SeedMeter(listener, System::nanoTime, missing.size(), primary.size(missing));
      UUID nonce = UUID.randomUUID();
      Queue<MirroredTable> queue = new ConcurrentLinkedQueue<>(missing);
      SeedWorker.Task task =
          new SeedWorker.Task(sight, epoch, nonce, carried.keySet(), queue, meter);
      try (SeedWorkers workers = new SeedWorkers(this::worker, task, workers(missing))) {
        workers.importSnapshot(primary.exportSnapshot());
        primary.rollback();
        // What the tables show has to survive a crash of the primary before any of it is kept here.
        primary.begin();
        primary.commitRegister(standing, nonce, resumed ? null : sight.view().snapshot());
        steps.at("seed.registered");
        if (!begin(fallback, epoch, standing, nonce, sight.view().primaryId())) {
          return false;
        }
        steps.at("seed.begun");
        workers.copy();
      }
      steps.at("seed.copied");
      return true;
    }
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

  private static boolean giveUp(FallbackSession fallback, long epoch) throws SQLException {
    fallback.begin();
    if (fallback.holdGate().takes(epoch)) {
      fallback.run("SELECT understudy.discard_seed()");
    }
    fallback.connection().commit();
    return false;
  }

  private static boolean begin(
      FallbackSession fallback, long epoch, Standing standing, UUID nonce, String primaryId)
      throws SQLException {
    fallback.begin();
    Standing now = fallback.holdGate();
    if (!now.takes(epoch) || now.seeding() != standing.seeding()) {
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
