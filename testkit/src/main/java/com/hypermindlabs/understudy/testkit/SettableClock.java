package com.hypermindlabs.understudy.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a test moves it, and the monotonic source that goes with it:
 * {@link #advance} moves both, {@link #jump} only the wall clock, as an administrator or a wrong
 * time server does. Thread-safe.
 */
public final class SettableClock extends Clock {
  private final State state;
  private final ZoneId zone;

  /** What clocks of different zones share. */
  private static final class State {
    private Instant instant;
    private long nanos;

    State(Instant instant) {
      this.instant = instant;
    }

    synchronized void move(Duration wall, Duration monotonic) {
      instant = instant.plus(wall);
      nanos = Math.addExact(nanos, monotonic.toNanos());
    }

    synchronized Instant instant() {
      return instant;
    }

    synchronized long nanos() {
      return nanos;
    }
  }

  private SettableClock(State state, ZoneId zone) {
    super();
    this.state = state;
    this.zone = zone;
  }

  /** A clock that stands at an instant, in UTC; its monotonic source stands at zero. */
  public static SettableClock at(Instant instant) {
    return new SettableClock(new State(instant), ZoneOffset.UTC);
  }

  /** A clock that stands at 2024-01-01T00:00:00Z. */
  public static SettableClock start() {
    return at(Instant.parse("2024-01-01T00:00:00Z"));
  }

  /**
   * Lets time pass.
   *
   * @throws IllegalArgumentException when the time is negative
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("advance: " + time + " is negative; time only passes");
    }
    state.move(time, time);
  }

  /** Sets the wall clock forward or back; the monotonic source does not move. */
  public void jump(Duration time) {
    state.move(time, Duration.ZERO);
  }

  /** The monotonic source, in nanoseconds, to be passed where System::nanoTime would be. */
  public long nanoTime() {
    return state.nanos();
  }

  @Override
  public Instant instant() {
    return state.instant();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, moved by the same calls, in another zone. */
  @Override
  public SettableClock withZone(ZoneId other) {
    return new SettableClock(state, other);
  }
}
