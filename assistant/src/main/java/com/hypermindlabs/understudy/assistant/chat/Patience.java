package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Repeats what a database refused for the moment, as during a change of route. Immutable. */
record Patience(Duration most) {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * What the work answers in the first attempt that succeeds.
   *
   * @param atTrouble run once, when the first attempt failed
   * @throws StoreException of the last attempt
   */
  <T> T with(Supplier<T> work, Runnable atTrouble) {
    long end = System.nanoTime() + most.toNanos();
    for (boolean first = true; ; first = false) {
      try {
        return work.get();
      } catch (StoreException e) {
        if (!e.passing() || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (first) {
          atTrouble.run();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  <T> T with(Supplier<T> work) {
    return with(work, () -> {});
  }
}
