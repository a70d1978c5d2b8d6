package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change of a site's route to the fallback, step by step. Any process of the site may take it;
 * the gate's transaction decides between several, and what died between two steps is made good by
 * whoever reads the gate next.
 *
 * <ol>
 *   <li>the intent is written durably into route.json, so that a restart that cannot read the gate
 *       knows that it may be open;
 *   <li>the gate opens, in one transaction on the fallback: from its commit on this is the truth;
 *   <li>the mapped word moves: every process of the site sees it;
 *   <li>route.json is confirmed.
 * </ol>
 *
 * Thread-safe.
 */
final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final StateDirectory directory;
  private final Gate gate;

  Turn(StateDirectory directory, Gate gate) {
    this.directory = directory;
    this.gate = gate;
  }

  /** What became of a turn. */
  sealed interface Outcome {
    /** The fallback takes writes; this process or another one has opened it. */
    record Turned(Route route) implements Outcome {}

    /** Nothing has changed. */
    record Failed(GateReading.Unreadable reading) implements Outcome {}

    /** The gate is closed at another epoch: this process knows an old route. */
    record Overtaken(long epoch) implements Outcome {}
  }

  /**
   * Opens the gate and moves the mapped word.
   *
   * @param wanted what the site will be then, but for its route
   */
  Outcome toFallback(Route from, RouteState wanted) {
    @Nullable Problem refusal = gate.refusal();
    if (refusal != null) {
      return new Outcome.Failed(
          new GateReading.Unreadable(
              new Problem(
                  refusal.code(), wanted.reason() + "; and " + refusal.message(), refusal.hint())));
    }
    intend(
        from,
        new RouteRecord.Intent(
            from.epoch() + 1, wanted.mode(), wanted.since(), wanted.reason(), ordered(wanted)));
    GateReading after = gate.open(from.epoch(), wanted.reason());
    if (after instanceof GateReading.Open open) {
      return new Outcome.Turned(directory.map().advance(Route.of(open.epoch(), Target.FALLBACK)));
    }
    if (after instanceof GateReading.Closed closed) {
      return new Outcome.Overtaken(closed.epoch());
    }
    return new Outcome.Failed(
        after instanceof GateReading.Unreadable unreadable
            ? unreadable
            : new GateReading.Unreadable(Problems.noFallback()));
  }

  /** Writes what is committed into route.json; the gate stays the truth if this fails. */
  void confirm(RouteState state) {
    long epoch = state.route().epoch();
    @Nullable RouteRecord standing = standing().orElse(null);
    if (standing != null
        && standing.epoch() == epoch
        && standing.mode() == state.mode()
        && standing.ordered() == ordered(state)) {
      return;
    }
    // The intent of a later epoch is that of a process that may be about to open the gate.
    RouteRecord.@Nullable Intent intent = standing == null ? null : standing.intent();
    record(
        new RouteRecord(
            epoch,
            state.mode(),
            state.since(),
            state.reason(),
            ordered(state),
            intent != null && intent.epoch() > epoch ? intent : null));
  }

  private static boolean ordered(RouteState state) {
    return state instanceof RouteState.Degraded degraded && degraded.ordered();
  }

  private Optional<RouteRecord> standing() {
    try {
      return directory.file().read();
    } catch (IOException e) {
      LOG.warn("route.json cannot be read and is written anew: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void intend(Route from, RouteRecord.Intent intent) {
    record(
        standing()
            .filter(record -> record.epoch() <= from.epoch())
            .orElse(
                new RouteRecord(
                    from.epoch(), Mode.NORMAL, intent.since(), "no record before", null))
            .intending(intent));
  }

  private void record(RouteRecord record) {
    try {
      directory.file().write(record);
    } catch (IOException e) {
      // A full disk must not keep the site from turning: the gate on the fallback is the truth.
      LOG.warn("route.json cannot be written: {}", e.getMessage());
    }
  }
}
