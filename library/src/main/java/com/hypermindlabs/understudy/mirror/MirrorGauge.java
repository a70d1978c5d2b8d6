package com.hypermindlabs.understudy.mirror;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Remembers how the mirror is doing. Thread-safe: one thread writes, any number read. */
final class MirrorGauge {
  private final LongSupplier nanoTime;
  private final Clock clock = Clock.systemUTC();
  private volatile MirrorState state =
      new MirrorState(MirrorState.State.OFF, null, 0, null, null, null);
  private volatile long currentAt;
  private volatile boolean current;
  private long begun;

  MirrorGauge(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void begin() {
    begun = nanoTime.getAsLong();
  }

  void seeding() {
    MirrorState was = state;
    state =
        new MirrorState(
            MirrorState.State.SEEDING, null, was.pendingRows(), was.lastCycle(), was.asOf(), null);
  }

  void pending(long rows) {
    MirrorState was = state;
    state = new MirrorState(was.state(), null, rows, was.lastCycle(), was.asOf(), was.reason());
  }

  /** How long the cycle has taken so far. */
  Duration took() {
    return Duration.ofNanos(nanoTime.getAsLong() - begun);
  }

  void end(CycleReport report) {
    @Nullable String reason =
        switch (report.state()) {
          case IDLE, APPLIED, SEEDED -> null;
          case STALE -> "the schema of a table changed";
          case UNREGISTERED -> "the primary does not know this site";
          case NOT_MIRRORING -> "the fallback is in use";
          case LOST_COMMITS -> "the primary has lost commits that the fallback has";
          case OVERTAKEN -> "another one has gone on as this site";
          case OTHER_DATABASE -> "the primary is another database";
        };
    if (reason == null) {
      currentAt = begun;
      current = true;
      state =
          new MirrorState(
              MirrorState.State.RUNNING,
              null,
              report.pending(),
              Instant.now(clock),
              report.asOf(),
              without(report.stopped()));
    } else {
      stopped(reason);
    }
  }

  private static @Nullable String without(Map<String, String> stopped) {
    return stopped.isEmpty()
        ? null
        : stopped.entrySet().stream()
            .map(stop -> stop.getKey() + " stands still: " + stop.getValue())
            .collect(Collectors.joining("; "));
  }

  void failed(MirrorException e) {
    stopped(e.getMessage() + "; " + e.hint());
  }

  private void stopped(String reason) {
    MirrorState was = state;
    state =
        new MirrorState(
            MirrorState.State.STOPPED,
            null,
            was.pendingRows(),
            was.lastCycle(),
            was.asOf(),
            reason);
  }

  MirrorState state() {
    MirrorState now = state;
    @Nullable Long lag = current ? (nanoTime.getAsLong() - currentAt) / 1_000_000 : null;
    return new MirrorState(
        now.state(), lag, now.pendingRows(), now.lastCycle(), now.asOf(), now.reason());
  }
}
