package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.StepHook;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One of several that copy tables in one snapshot. Not thread-safe. */
final class SeedWorker implements AutoCloseable {
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

  /** Takes the snapshot that another session exported, below locks of its own. */
  void importSnapshot(Task task, String exported) throws SQLException {
    primary.beginLocked(task.sight().tables().list());
    primary.run("SET TRANSACTION SNAPSHOT " + Literals.text(exported));
  }

  /** Copies tables until there are none left. */
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
    MirrorTables.corrected(fallback.connection(), List.of(table.name()), task.epoch());
    steps.at("seed.table");
    fallback.connection().commit();
    task.meter().table(carried.rows());
    steps.at("seed.table.committed");
  }

  @Override
  public void close() {
    primary.close();
    fallback.close();
  }
}
