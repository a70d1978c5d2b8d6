package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Blocker;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.Handover;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of one return, on the fallback's gate. Not thread-safe. */
final class GateHandover implements Handover {
  private static final Logger LOG = LoggerFactory.getLogger(GateHandover.class);
  // Below deadlock_timeout: writers that queue behind the lock are let on before they are checked.
  private static final Duration GATE_LOCK = Duration.ofMillis(300);
  private static final Duration GRACE = Duration.ofMillis(50);
  private static final int ATTEMPTS = 5;
  private static final String LOCK_NOT_HAD = "55P03";

  private final FallbackSide fallback;
  private final GateTable gate;
  private final Consumer<Closing> lastRound;
  private final IntSupplier borrowed;
  private final StepHook steps;
  private final long begun = System.nanoTime();
  private @Nullable Exception failure;

  /**
   * @param lastRound hands over what is left while the gate is locked
   * @param borrowed how many connections this process has lent out
   * @param steps is told of each step
   */
  GateHandover(
      FallbackSide fallback, Consumer<Closing> lastRound, IntSupplier borrowed, StepHook steps) {
    this.fallback = fallback;
    this.gate = fallback.gateTable();
    this.lastRound = lastRound;
    this.borrowed = borrowed;
    this.steps = steps;
  }

  /** Why the gate stayed open; null when it did not. */
  @Nullable Exception failure() {
    return failure;
  }

  @Override
  public List<String> blockers() {
    // A connection that was borrowed and has not begun yet is no transaction; it gets a moment.
    if (borrowed.getAsInt() > 0 && System.nanoTime() - begun < GRACE.toNanos()) {
      return List.of("connections that are lent out");
    }
    return sessions().stream().map(Blocker::toString).toList();
  }

  @Override
  public void endBlockers() {
    try {
      gate.end(sessions());
    } catch (SQLException e) {
      LOG.warn("sessions that hold the gate cannot be ended: {}", e.getMessage());
    }
  }

  private List<Blocker> sessions() {
    try {
      return gate.blockers();
    } catch (SQLException e) {
      LOG.debug("ask who holds the gate", e);
      return List.of();
    }
  }

  @Override
  public GateReading close(long expected, String reason) {
    for (int attempt = 1; ; attempt++) {
      try (Closing closing = gate.beginClosing(GATE_LOCK)) {
        steps.at("return.locked");
        lastRound.accept(closing);
        steps.at("return.emptied");
        GateReading after = FallbackSide.reading(closing.close(expected, reason));
        steps.at("return.closed");
        return after;
      } catch (SQLException e) {
        failure = e;
        if (!LOCK_NOT_HAD.equals(e.getSQLState()) || attempt == ATTEMPTS) {
          return fallback.read(); // of a commit whose answer was lost the gate tells
        }
      } catch (RuntimeException e) {
        failure = e;
        return fallback.read();
      }
    }
  }
}
