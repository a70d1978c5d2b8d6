package com.hypermindlabs.understudy.assistant.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes primary keys: UUIDs of version 7 (RFC 9562), which sort by the time of their making. Each
 * is greater than all that this object made before, even when the clock is set back: the twelve
 * bits after the milliseconds count on within one millisecond and overflow into the next.
 * Thread-safe.
 */
public final class Keys {
  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_MASK = 0x3fff_ffff_ffff_ffffL;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong last = new AtomicLong();

  /** Keys by the given clock. */
  public Keys(InstantSource clock) {
    this.clock = clock;
  }

  /** Keys by the system's clock. */
  public Keys() {
    this(InstantSource.system());
  }

  /** A new key, greater than all before. */
  public UUID next() {
    long tick =
        last.accumulateAndGet(
            clock.millis() << COUNTER_BITS, (before, now) -> Math.max(before + 1, now));
    long high = ((tick >>> COUNTER_BITS) << 16) | VERSION_7 | (tick & COUNTER_MASK);
    return new UUID(high, VARIANT | (random.nextLong() & RANDOM_MASK));
  }

  /** Not greater than any key that is made from then on. */
  static UUID first(Instant then) {
    return new UUID((then.toEpochMilli() << 16) | VERSION_7, VARIANT);
  }

  /** The millisecond in which a key of this kind was made. */
  public static Instant madeAt(UUID key) {
    return Instant.ofEpochMilli(key.getMostSignificantBits() >>> 16);
  }
}
