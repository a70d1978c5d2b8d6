package com.hypermindlabs.understudy.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The faults in force, one for each direction, and the count of what they did. Thread-safe. */
final class Link {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Direction, Fault> faults = new EnumMap<>(Direction.class);
  private final AtomicLong injected = new AtomicLong();
  private final AtomicLong roundTrips = new AtomicLong();
  private boolean closed;

  Link() {
    for (Direction direction : Direction.values()) {
      faults.put(direction, new Fault.Pass());
    }
  }

  Fault fault(Direction direction) {
    lock.lock();
    try {
      return faults.getOrDefault(direction, new Fault.Pass());
    } finally {
      lock.unlock();
    }
  }

  void set(Direction direction, Fault fault) {
    lock.lock();
    try {
      faults.put(direction, fault);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Puts another fault in the place of one, if that is still in force. */
  void replace(Direction direction, Fault standing, Fault next) {
    lock.lock();
    try {
      if (faults.get(direction) == standing) {
        set(direction, next);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets every waiting thread go. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits while a fault stays in force, at most until a moment of {@link System#nanoTime()}.
   *
   * @return whether the moment came
   * @throws InterruptedException also when the proxy is closed
   */
  boolean waitUntil(Direction direction, Fault fault, long moment) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && faults.get(direction) == fault) {
        long left = moment - System.nanoTime();
        if (left <= 0) {
          return true;
        }
        changed.awaitNanos(left);
      }
      if (closed) {
        throw new InterruptedException("the proxy was closed");
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a direction is no longer held; counts the hold as an injection. */
  void waitWhileHeld(Direction direction) throws InterruptedException {
    lock.lock();
    try {
      if (faults.get(direction) instanceof Fault.Hold && !closed) {
        count(1);
      }
      while (faults.get(direction) instanceof Fault.Hold && !closed) {
        changed.await();
      }
      if (closed) {
        throw new InterruptedException("the proxy was closed");
      }
    } finally {
      lock.unlock();
    }
  }

  void count(long faultsInjected) {
    injected.addAndGet(faultsInjected);
  }

  /** A client has spoken after the server had, or for the first time. */
  void countRoundTrip() {
    roundTrips.incrementAndGet();
  }

  long roundTrips() {
    return roundTrips.get();
  }

  long injected() {
    return injected.get();
  }
}
