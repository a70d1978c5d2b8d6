package com.hypermindlabs.understudy;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends something that makes no progress for too long, from a thread of its own; closed when it has
 * ended by itself.
 */
final class Deadline implements AutoCloseable {
  private static final long LOOK_MILLIS = 50;

  private final Thread thread;

  /**
   * Begins at once.
   *
   * @param patience the longest time without progress
   * @param progress anything that differs when there was some
   * @param end what ends it
   */
  Deadline(Duration patience, Supplier<? extends @Nullable Object> progress, Runnable end) {
    this.thread = new Thread(() -> watch(patience, progress, end), "understudy-deadline");
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressWarnings("ReferenceEquality") // the same object means no progress
  private static void watch(
      Duration patience, Supplier<? extends @Nullable Object> progress, Runnable end) {
    try {
      @Nullable Object seen = progress.get();
      long since = System.nanoTime();
      while (System.nanoTime() - since < patience.toNanos()) {
        Thread.sleep(LOOK_MILLIS);
        @Nullable Object now = progress.get();
        if (now != seen) {
          seen = now;
          since = System.nanoTime();
        }
      }
      end.run();
    } catch (InterruptedException e) {
      return; // it has ended by itself
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
