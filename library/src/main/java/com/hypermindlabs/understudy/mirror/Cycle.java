package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.MirrorTables.Asked;
import com.hypermindlabs.understudy.mirror.MirrorTables.Carried;
import com.hypermindlabs.understudy.mirror.Staging.Staged;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One cycle: reads what changed on the primary in one snapshot, and makes the fallback equal to it
 * in one transaction.
 */
final class Cycle {
  private final PrimarySession primary;
  private final FallbackSession fallback;
  private final ChangeLog log;
  private final PrimaryCapture capture;
  private final SequenceBlocks sequences;
  private final MirrorListener listener;
  private final StepHook steps;
  private Set<String> left = Set.of();

  Cycle(
      PrimarySession primary,
      FallbackSession fallback,
      Sides sides,
      SequenceBlocks sequences,
      Reporting reporting) {
    this.primary = primary;
    this.fallback = fallback;
    this.log = new ChangeLog(sides.names().log());
    this.capture = sides.capture();
    this.sequences = sequences;
    this.listener = reporting.listener();
    this.steps = reporting.steps();
  }

  /**
   * What a cycle is to do.
   *
   * @param tables to carry
   * @param epoch that has to stand on the fallback
   * @param standing of the fallback before
   * @param due whether the primary is to hear of us even if nothing has changed
   * @param observer looks at both sides
   */
  record Order(
      CarriedTables tables, long epoch, Standing standing, boolean due, CycleObserver observer) {}

  /**
   * How it went.
   *
   * @param state in a word
   * @param tables as they were found; as they were when they could not be looked at
   * @param rows brought
   * @param bytes brought
   * @param asOf the instant of the snapshot; null when it did not get that far
   */
  record Outcome(
      CycleReport.State state,
      CarriedTables tables,
      long rows,
      long bytes,
      @Nullable Instant asOf) {
    static Outcome of(CycleReport.State state, CarriedTables tables) {
      return new Outcome(state, tables, 0, 0, null);
    }
  }

  /**
   * Takes it.
   *
   * @param found is told what has to be brought, before anything is
   */
  Outcome run(Order order, Consumer<List<Load>> found) throws SQLException {
    @Nullable Sight sight = Sight.of(primary, capture, order.tables(), order.standing().arrived());
    if (sight == null) {
      primary.rollback();
      return Outcome.of(CycleReport.State.STALE, order.tables());
    }
    steps.at("cycle.snapshot");
    CycleReport.@Nullable State stranger = stranger(order.standing(), sight.view());
    if (stranger != null) {
      primary.rollback();
      return Outcome.of(stranger, sight.tables());
    }
    // Takes its time; the fallback's server bears no session that waits for it in a transaction.
    primary.show(order.observer());
    fallback.begin();
    List<Load> loads = loads(order.standing(), sight);
    found.accept(loads);
    boolean write = order.due() || order.standing().seeding() || !loads.isEmpty();
    return write ? carry(order, sight, loads) : idle(order, sight);
  }

  private static CycleReport.@Nullable State stranger(Standing standing, PrimaryView view) {
    return switch (Identity.of(standing, view)) {
      case SAME, UNKNOWN_SITE -> view.registered() ? null : CycleReport.State.UNREGISTERED;
      case LOST_COMMITS -> CycleReport.State.LOST_COMMITS;
      case OVERTAKEN -> CycleReport.State.OVERTAKEN;
      case OTHER_DATABASE -> CycleReport.State.OTHER_DATABASE;
    };
  }

  private List<Load> loads(Standing standing, Sight sight) throws SQLException {
    Map<String, Carried> carried = MirrorTables.read(fallback.connection());
    left = new HashSet<>(carried.keySet());
    sight.tables().list().forEach(table -> left.remove(table.name().sql()));
    Map<String, Asked> refresh = MirrorTables.refresh(fallback.connection());
    return new LoadPlan(log, standing, carried, refresh, listener)
        .loads(sight.tables().list(), primary.connection());
  }

  /** Nothing has changed: the data is that of this instant too. */
  private Outcome idle(Order order, Sight sight) throws SQLException {
    primary.rollback();
    fallback.run("SET LOCAL synchronous_commit = off");
    if (!holds(order)) {
      fallback.rollback();
      return Outcome.of(CycleReport.State.NOT_MIRRORING, sight.tables());
    }
    note(sight.view(), null);
    order.observer().onFallback(fallback.connection());
    fallback.connection().commit();
    return new Outcome(CycleReport.State.IDLE, sight.tables(), 0, 0, sight.view().at());
  }

  private Outcome carry(Order order, Sight sight, List<Load> loads) throws SQLException {
    List<Staged> staged = new Staging(primary, fallback, log).bring(loads);
    steps.at("cycle.staged");
    UUID nonce = UUID.randomUUID();
    primary.commitRegister(order.standing(), nonce, order.standing().snapshot());
    steps.at("cycle.registered");
    if (!holds(order)) {
      fallback.rollback();
      return Outcome.of(CycleReport.State.NOT_MIRRORING, sight.tables());
    }
    boolean asked = loads.stream().anyMatch(load -> load.asked() > 0 || load.whole());
    if (asked) {
      // A migration that touches one of these rows now waits, and asks for it again.
      fallback.run("LOCK TABLE understudy.refresh IN SHARE ROW EXCLUSIVE MODE");
    }
    Pins.run(fallback.connection(), Pins.released());
    new Apply(fallback).apply(staged);
    sequences.passKeys(fallback, loads.stream().map(Load::table).toList());
    record(staged, order, sight, nonce);
    order.observer().onFallback(fallback.connection());
    steps.at("cycle.applied");
    fallback.connection().commit();
    steps.at("cycle.committed");
    return new Outcome(
        order.standing().seeding() ? CycleReport.State.SEEDED : CycleReport.State.APPLIED,
        sight.tables(),
        staged.stream().mapToLong(Staged::rows).sum(),
        staged.stream().mapToLong(Staged::bytes).sum(),
        sight.view().at());
  }

  /** Whether the fallback is still as this cycle found it; from then on it stays so. */
  private boolean holds(Order order) throws SQLException {
    Standing now = fallback.holdGate();
    return now.takes(order.epoch())
        && Objects.equals(now.nonce(), order.standing().nonce())
        && Objects.equals(now.snapshot(), order.standing().snapshot())
        && now.seeding() == order.standing().seeding();
  }

  private void record(List<Staged> staged, Order order, Sight sight, UUID nonce)
      throws SQLException {
    List<TableName> corrected = new ArrayList<>();
    for (Staged one : staged) {
      MirroredTable table = one.load().table();
      boolean asked = one.load().asked() > 0;
      if (one.load().whole()) {
        MirrorTables.write(fallback.connection(), table.name(), table.mark(), null);
      }
      if (one.load().whole() || asked) {
        corrected.add(table.name());
        MirrorTables.refreshed(fallback.connection(), one);
      }
    }
    MirrorTables.corrected(fallback.connection(), corrected, order.epoch());
    // The log is not read for them any more: should they come back, then as a whole.
    MirrorTables.forget(fallback.connection(), left);
    if (order.standing().seeding()) {
      fallback.run("UPDATE understudy.mirror_table SET snapshot = NULL WHERE snapshot IS NOT NULL");
    }
    note(sight.view(), nonce);
  }

  /**
   * Records the instant, and with a nonce the snapshot too: without one the older snapshot still
   * stands, from which the next window begins.
   */
  private void note(PrimaryView view, @Nullable UUID nonce) throws SQLException {
    try (PreparedStatement statement =
        fallback
            .connection()
            .prepareStatement(
                "UPDATE understudy.mirror SET as_of = ?, last_cycle = clock_timestamp()"
                    + (nonce == null
                        ? ""
                        : ", snapshot = ?, nonce = ?, primary_id = ?, seeding = false"))) {
      statement.setObject(1, view.at().atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
      if (nonce != null) {
        statement.setString(2, view.snapshot());
        statement.setObject(3, nonce);
        statement.setString(4, view.primaryId());
      }
      statement.executeUpdate();
    }
  }
}
