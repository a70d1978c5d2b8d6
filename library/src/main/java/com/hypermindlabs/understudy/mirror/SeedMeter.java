package com.hypermindlabs.understudy.mirror;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what a seed carries, and tells a listener now and then. Thread-safe. */
final class SeedMeter {
  private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

  private final MirrorListener listener;
  private final LongSupplier nanoTime;
  private final int tables;
  private final long expected;
  private final long begun;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong told;

  /**
   * Begins to count.
   *
   * @param tables to be seeded
   * @param expected bytes, about
   */
  SeedMeter(MirrorListener listener, LongSupplier nanoTime, int tables, long expected) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.tables = tables;
    this.expected = expected;
    this.begun = nanoTime.getAsLong();
    this.told = new AtomicLong(begun);
  }

  /** Further bytes have gone through. */
  void bytes(long more) {
    bytes.addAndGet(more);
    long last = told.get();
    long now = nanoTime.getAsLong();
    if (now - last > EVERY_NANOS && told.compareAndSet(last, now)) {
      tell();
    }
  }

  /** A table is there. */
  void table(long itsRows) {
    rows.addAndGet(itsRows);
    done.incrementAndGet();
    tell();
  }

  /** One after the other: what is told last is how far it is. */
  private synchronized void tell() {
    listener.progress(progress(nanoTime.getAsLong()));
  }

  private SeedProgress progress(long now) {
    long carried = bytes.get();
    double seconds = Math.max(1e-3, (now - begun) / 1e9);
    long rate = Math.round(carried / seconds);
    boolean finished = done.get() == tables;
    @Nullable Duration left =
        finished
            ? Duration.ZERO
            : rate == 0 ? null : Duration.ofSeconds(Math.max(0, expected - carried) / rate);
    return new SeedProgress(
        tables, done.get(), rows.get(), carried, Math.max(expected, carried), rate, left);
  }
}
