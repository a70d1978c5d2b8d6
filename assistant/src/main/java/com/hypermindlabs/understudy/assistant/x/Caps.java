package com.hypermindlabs.understudy.assistant.x;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much may be posted. Pure.
 *
 * @param perHour in any hour at most
 * @param perDay in any 24 hours at most
 */
record Caps(int perHour, int perDay) {
  static final Duration HOUR = Duration.ofHours(1);
  static final Duration DAY = Duration.ofDays(1);

  /**
   * When the next post may be made.
   *
   * @param sent when posts of the last day were made, the oldest first
   * @return now or later; {@code Instant.MAX} when none may ever be
   */
  Instant next(List<Instant> sent, Instant now) {
    Instant byHour = next(sent, perHour, HOUR, now);
    Instant byDay = next(sent, perDay, DAY, now);
    return byHour.isAfter(byDay) ? byHour : byDay;
  }

  private static Instant next(List<Instant> sent, int most, Duration span, Instant now) {
    if (most == 0) {
      return Instant.MAX;
    }
    if (sent.size() < most) {
      return now;
    }
    Instant free = sent.get(sent.size() - most).plus(span);
    return free.isAfter(now) ? free : now;
  }
}
