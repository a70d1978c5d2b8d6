package com.hypermindlabs.understudy.assistant.x;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** What X's headers say of when the next call of the same kind is taken. Pure. */
final class RateHeaders {
  /** Of the calls within a quarter of an hour, and of those within a day. */
  private static final List<String> LIMITS =
      List.of("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour");

  /** X counts most calls within that time. */
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private RateHeaders() {}

  /**
   * When the next call is taken.
   *
   * @param refused whether this one was refused for coming too fast
   * @return {@code Instant.EPOCH} when the next may come at once
   */
  static Instant next(HttpHeaders headers, boolean refused, Instant now) {
    Instant next = Instant.EPOCH;
    Instant anyReset = Instant.EPOCH;
    for (String limit : LIMITS) {
      OptionalLong remaining = number(headers, limit + "-remaining");
      OptionalLong reset = number(headers, limit + "-reset");
      if (reset.isPresent()) {
        Instant at = Instant.ofEpochSecond(reset.getAsLong());
        anyReset = latest(anyReset, limit.equals("x-rate-limit") ? at : Instant.EPOCH);
        next = remaining.orElse(1) <= 0 ? latest(next, at) : next;
      }
    }
    if (!refused || next.isAfter(now)) {
      return next.isAfter(now) ? next : Instant.EPOCH;
    }
    return anyReset.isAfter(now) ? anyReset : now.plus(WINDOW);
  }

  private static OptionalLong number(HttpHeaders headers, String name) {
    try {
      return headers.firstValueAsLong(name);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
