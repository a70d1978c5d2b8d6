package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.store.BotLedger.Cursor;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where fetching goes on. Pure. */
final class Offset {
  /** Telegram numbers on from anywhere after a week without updates: an old offset says nothing. */
  private static final Duration GOOD_FOR = Duration.ofDays(6);

  private Offset() {}

  /** The offset to ask for; null for all that Telegram has. */
  static @Nullable Integer after(@Nullable Cursor cursor, Instant now) {
    if (cursor == null || stale(cursor, now)) {
      return null;
    }
    return (int) cursor.position() + 1;
  }

  /** Where fetching is after a batch with that greatest number. */
  static Cursor moved(@Nullable Cursor cursor, long greatest, Instant now) {
    // What comes late or again leads nowhere back.
    long known = cursor == null || stale(cursor, now) ? greatest : cursor.position();
    return new Cursor(Math.max(known, greatest), now);
  }

  private static boolean stale(Cursor cursor, Instant now) {
    return cursor.movedAt().isBefore(now.minus(GOOD_FOR));
  }
}
