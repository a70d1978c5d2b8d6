package com.hypermindlabs.understudy.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A quantity that several subjects are measured by.
 *
 * @param name what it is, as "SIGKILL to the first acknowledged write"
 * @param unit as {@code ms} or {@code rows/s}
 * @param lessIsBetter whether a smaller figure is the better one
 * @param asked what was asked for, in words; null where nothing was
 */
record Measure(String name, String unit, boolean lessIsBetter, @Nullable String asked) {
  /** A time in milliseconds. */
  static Measure millis(String name, @Nullable String asked) {
    return new Measure(name, "ms", true, asked);
  }

  /** A rate a second of what the unit names. */
  static Measure rate(String name, String unit, @Nullable String asked) {
    return new Measure(name, unit, false, asked);
  }
}
