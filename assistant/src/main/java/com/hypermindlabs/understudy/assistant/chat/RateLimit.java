package com.hypermindlabs.understudy.assistant.chat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * So many messages of each member within any minute, as this process has seen them. Thread-safe.
 */
final class RateLimit {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MANY = 10_000;

  private final int most;
  private final InstantSource clock;
  private final Map<UUID, Deque<Instant>> taken = new HashMap<>();

  RateLimit(int most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
  }

  /** Takes one more; else says how long to wait, and takes none. Zero when it was taken. */
  synchronized Duration take(UUID member) {
    Instant now = clock.instant();
    if (taken.size() > MANY) {
      taken.values().removeIf(times -> times.getLast().isBefore(now.minus(WINDOW)));
    }
    Deque<Instant> times = taken.computeIfAbsent(member, unused -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(WINDOW))) {
      times.removeFirst();
    }
    if (times.size() >= most) {
      return Duration.between(now, times.getFirst().plus(WINDOW));
    }
    times.addLast(now);
    return Duration.ZERO;
  }

  /** What was taken last was a repetition, which counts for nothing. */
  synchronized void giveBack(UUID member) {
    Deque<Instant> times = taken.get(member);
    if (times != null && times.size() > 1) {
      times.removeLast();
    } else {
      taken.remove(member);
    }
  }
}
