package com.hypermindlabs.understudy.assistant.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts attempts by where they come from, so that nobody tries one password on many logins. Those
 * with one login are counted in the database. Holds a bounded number of sources. Thread-safe.
 */
final class Attempts {
  private static final int MOST = 20;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int MOST_SOURCES = 10_000;

  private final InstantSource clock;
  private final Map<String, ArrayDeque<Instant>> bySource = new LinkedHashMap<>();

  Attempts(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes one more; how long to wait instead, zero when it may be made. */
  synchronized Duration next(String source) {
    Instant now = clock.instant();
    ArrayDeque<Instant> times = bySource.computeIfAbsent(source, any -> new ArrayDeque<>());
    while (!times.isEmpty() && times.getFirst().isBefore(now.minus(WINDOW))) {
      times.removeFirst();
    }
    if (times.size() >= MOST) {
      return Duration.between(now, times.getFirst().plus(WINDOW));
    }
    times.addLast(now);
    forgetTheOldest();
    return Duration.ZERO;
  }

  /** A success: its source starts anew. */
  synchronized void succeeded(String source) {
    bySource.remove(source);
  }

  private void forgetTheOldest() {
    Iterator<String> oldest = bySource.keySet().iterator();
    while (bySource.size() > MOST_SOURCES) {
      oldest.next();
      oldest.remove();
    }
  }
}
