package com.hypermindlabs.understudy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the mapped route two hundred times a second, so that a process whose threads all hang in
 * reads turns with the others. A look is a read of memory. Survives errors, stops on close.
 */
final class RouteWatcher implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteWatcher.class);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int LOOKS_PER_TICK = 200;

  private final Runnable look;
  private final Runnable tick;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Starts nothing yet.
   *
   * @param look runs every 5 ms
   * @param tick runs every second
   */
  RouteWatcher(Runnable look, Runnable tick) {
    this.look = look;
    this.tick = tick;
    this.thread = new Thread(this, "understudy-route");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    for (int round = 1; !stopped; round++) {
      guarded(look);
      if (round % LOOKS_PER_TICK == 0) {
        guarded(tick);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("watching the route failed; going on", e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
