package com.hypermindlabs.understudy.drills.world;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions. */
final class Waiting {
  private static final long LOOK_NANOS = 20_000_000;

  private Waiting() {}

  /**
   * Looks until the condition holds; an exception counts as not yet.
   *
   * @return false when it did not in time
   */
  static boolean until(Duration patience, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (condition.call()) {
          return true;
        }
      } catch (Exception e) {
        if (System.nanoTime() > deadline) {
          return false;
        }
      }
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** A fault that did not take hold is an error of the drill, never of the drilled. */
  static void require(Duration patience, String what, Callable<Boolean> condition) {
    if (!until(patience, condition)) {
      throw new InjectionException(what + " did not come to pass within " + patience);
    }
  }
}
