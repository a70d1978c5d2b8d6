package com.hypermindlabs.understudy.assistant.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast messages may be sent: 30 a second in all, one a second in a chat, 20 a minute in a
 * group, and none while Telegram asks to wait. Pure but for what it remembers. Thread-safe.
 */
final class Pace {
  private static final int OVERALL = 30;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int OF_A_GROUP = 20;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST_CHATS = 10_000;

  private final Deque<Instant> all = new ArrayDeque<>();
  private final Map<Long, Deque<Instant>> chats = new HashMap<>();
  private Instant paused = Instant.MIN;

  /**
   * Takes leave to send a message now.
   *
   * @return zero when it may be sent; else how long to wait before asking again
   */
  synchronized Duration take(long chat, boolean group, Instant now) {
    Deque<Instant> sent = chats.computeIfAbsent(chat, key -> new ArrayDeque<>());
    Instant next = latest(paused, nextOf(all, OVERALL, SECOND), nextOf(sent, 1, SECOND));
    if (group) {
      next = latest(next, nextOf(sent, OF_A_GROUP, MINUTE));
    }
    if (next.isAfter(now)) {
      return Duration.between(now, next);
    }
    note(all, OVERALL, now);
    note(sent, OF_A_GROUP, now);
    if (chats.size() > MOST_CHATS) {
      chats.values().removeIf(times -> times.getLast().isBefore(now.minus(MINUTE)));
    }
    return Duration.ZERO;
  }

  /** Whether something that is no message, as the sign of typing, may be sent beside them. */
  synchronized boolean room(Instant now) {
    return !paused.isAfter(now) && !nextOf(all, OVERALL / 2, SECOND).isAfter(now);
  }

  /** Telegram asks to wait. */
  synchronized void pause(Instant until) {
    paused = latest(paused, until);
  }

  /** When one more fits, so that no span of that length holds more than so many. */
  private static Instant nextOf(Deque<Instant> times, int most, Duration span) {
    if (times.size() < most) {
      return Instant.MIN;
    }
    int skip = times.size() - most;
    return times.stream().skip(skip).findFirst().orElse(Instant.MIN).plus(span);
  }

  private static void note(Deque<Instant> times, int most, Instant now) {
    times.addLast(now);
    while (times.size() > most) {
      times.removeFirst();
    }
  }

  private static Instant latest(Instant first, Instant... others) {
    Instant latest = first;
    for (Instant other : others) {
      latest = other.isAfter(latest) ? other : latest;
    }
    return latest;
  }
}
