package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.StepHook;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of several that copy tables in one snapshot. Not thread-safe. */
final class SeedWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SeedWorker.class);

  private final PrimarySession primary;
  private final FallbackSession fallback;
  private final StepHook steps;

  SeedWorker(PrimarySession primary, FallbackSession fallback, StepHook steps) {
    this.primary = primary;
    this.fallback = fallback;
    this.steps = steps;
  }

  /**
   * What all workers do together.
   *
   * @param sight the snapshot and its tables
   * @param epoch that has to stand on the fallback
   * @param nonce of this seed
   * @param queue of tables to copy
   * @param meter that counts
   */
  record Task(Sight sight, long epoch, UUID nonce, Queue<MirroredTable> queue, SeedMeter meter) {}

  /** Takes the snapshot that another session exported. */
  void importSnapshot(String exported) throws SQLException {
    primary.beginIn(exported);
  }

  /**
   * Copies tables until there are none left. What was changed meanwhile is left to the next cycle.
   */
  void copy(Task task) throws SQLException {
    for (@Nullable MirroredTable table = task.queue().poll();
        table != null;
        table = task.queue().poll()) {
      try {
        copy(task, table);
      } catch (SQLException e) {
        throw Failures.of("seed the rows", table.name(), e);
      }
    }
    primary.rollback();
  }

  private void copy(Task task, MirroredTable table) throws SQLException {
    if (primary.lock(table)) {
      copyLocked(task, table);
    } else {
      LOG.info("a release on the primary has {} in hand: it is copied afterwards", table.name());
    }
  }

  private void copyLocked(Task task, MirroredTable table) throws SQLException {
    TableSql sql = TableSql.of(table);
    fallback.begin();
    // What a crash takes back is missing from mirror_table too.
    fallback.run(Pins.UNHURRIED, "SET LOCAL synchronous_commit = off");
    Standing standing = fallback.shareGate();
    if (!standing.takes(task.epoch()) || !task.nonce().equals(standing.nonce())) {
      throw new SQLException("the fallback is not being seeded any more", "55000");
    }
    Pins.run(fallback.connection(), Pins.releasedForTexts());
    CopyPipe.Carried carried =
        new CopyPipe(primary.connection(), fallback.connection())
            .carry(sql.copyOut(), sql.copyIn(), task.meter()::bytes);
    MirrorTables.write(
        fallback.connection(), table.name(), table.mark(), task.sight().view().snapshot());
    MirrorTables.bornNothing(fallback.connection(), table.name());
    MirrorTables.corrected(fallback.connection(), List.of(table.name()), task.epoch());
    steps.at("seed.table");
    fallback.connection().commit();
    primary.unlock();
    task.meter().table(carried.rows());
    steps.at("seed.table.committed");
  }

  @Override
  public void close() {
    primary.close();
    fallback.close();
  }
}
