package com.hypermindlabs.understudy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes one step after another, each when its time has come or when it is woken.
 * Survives whatever a step throws; ends on close. Thread-safe.
 */
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Step step;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;
  private volatile boolean stopped;

  /** What is done again and again. */
  @FunctionalInterface
  interface Step {
    /**
     * Does it once.
     *
     * @return how long to wait for the next
     */
    Duration take() throws Exception;
  }

  /** Starts nothing yet. */
  Loop(String name, Step step) {
    this.step = step;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The next step is due now; returns at once. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was told to end: a long step looks now and then. */
  boolean stopped() {
    return stopped;
  }

  private void run() {
    while (!stopped) {
      pause(once());
    }
  }

  private Duration once() {
    try {
      return step.take();
    } catch (InterruptedException e) {
      return Duration.ZERO; // by close alone, which has said so before
    } catch (Exception | StackOverflowError e) {
      if (!stopped) {
        LOG.error("{}: a step failed; going on", thread.getName(), e);
      }
      return AFTER_ERROR;
    }
  }

  private void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!woken && !stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      LOG.debug("{} was interrupted", thread.getName(), e);
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, in the middle of a wait at once; waits for a step under way for a few seconds. */
  @Override
  public void close() {
    stopped = true;
    wake();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
      thread.interrupt();
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
