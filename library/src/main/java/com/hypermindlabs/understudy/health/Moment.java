package com.hypermindlabs.understudy.health;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time, on both clocks: decisions take the monotonic one, people read the other.
 *
 * @param nanos as {@link System#nanoTime()}: comparable within this process only
 * @param wall what the wall clock showed
 */
public record Moment(long nanos, Instant wall) {
  /** This moment. */
  public static Moment now() {
    return new Moment(System.nanoTime(), Instant.now());
  }

  /** The time from this moment to a later one; whatever the wall clock does. */
  public Duration until(Moment later) {
    return Duration.ofNanos(later.nanos - nanos);
  }
}
