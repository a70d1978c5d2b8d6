package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.ProbeSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one server: reads its health each interval, at once when somebody has a suspicion, and at
 * once again after a failure, until the failures in a row decide. One daemon thread, whatever the
 * probe and the listener throw. Owns its probe. Thread-safe.
 */
public final class Monitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  // Between a failure and the look that confirms it: long enough not to spin, no longer.
  private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  // After a suspicion that was looked into, so that a flood of them does not flood the server.
  private static final long RECOVER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PATIENCE_MILLIS = 2_000;

  /** Is told of each reading, on the monitor's thread: it must not wait for anything for long. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes a reading.
     *
     * @param reading what the probe found
     * @param health what is thought of the server now, this reading included
     */
    void onReading(Reading reading, Health health);
  }

  private final Probe probe;
  private final Duration interval;
  private final HealthPolicy policy;
  private final Listener listener;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private boolean suspected;
  private boolean closed;
  private final AtomicBoolean evidence = new AtomicBoolean();
  private volatile Health health = new Health.Unknown();

  /**
   * Describes a monitor; {@link #start()} starts it.
   *
   * @param name of the server, for the thread's name
   * @param probe reads the health; closed with this monitor
   * @param settings the interval and the threshold
   * @param calm how long a server that was down has to be well before it counts as up
   * @param listener is told of each reading
   */
  public Monitor(
      String name, Probe probe, ProbeSettings settings, Duration calm, Listener listener) {
    this.probe = probe;
    this.interval = settings.interval();
    this.policy = new HealthPolicy(settings.failureThreshold(), settings.switchover(), calm);
    this.listener = listener;
    this.thread = new Thread(this::run, "understudy-monitor-" + name);
    thread.setDaemon(true);
  }

  /** Starts watching, with a reading at once. To be called once. */
  public void start() {
    thread.start();
  }

  /** What is thought of the server now. */
  public Health health() {
    return health;
  }

  /**
   * Asks for a reading at once, on a new connection: somebody's connection broke. Returns at once;
   * suspicions that come together are answered by one reading.
   */
  public void suspect() {
    evidence.set(true);
    lock.lock();
    try {
      suspected = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops watching and closes the probe; waits two seconds at most for a listener under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    probe.close();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    boolean fresh = true;
    while (!isClosed()) {
      try {
        look(fresh);
      } catch (RuntimeException | Error e) {
        LOG.error("{}: a reading or its listener failed; watching goes on", thread.getName(), e);
      }
      fresh = pause(fresh);
    }
  }

  private void look(boolean fresh) {
    boolean seenBreaking = evidence.getAndSet(false);
    Reading reading = probe.read(fresh);
    // A probe that is closed under its reading calls the server unhealthy.
    if (isClosed()) {
      return;
    }
    Moment now = Moment.now();
    if (seenBreaking && !reading.healthy()) {
      // What the application saw and what the probe sees are two failures, not one.
      health = policy.next(health, reading, now);
    }
    health = policy.next(health, reading, now);
    listener.onReading(reading, health);
  }

  /** Waits for the next reading's time; says whether it needs a new connection. */
  private boolean pause(boolean wasFresh) {
    boolean undecided = health instanceof Health.Suspect;
    long begun = System.nanoTime();
    lock.lock();
    try {
      long left = nanosToWait(undecided, wasFresh);
      while (!closed && left > 0) {
        wake.awaitNanos(left);
        left = nanosToWait(undecided, wasFresh) - (System.nanoTime() - begun);
      }
      boolean fresh = undecided || suspected;
      suspected = false;
      return fresh;
    } catch (InterruptedException e) {
      LOG.debug("{} was interrupted; it ends by close alone", thread.getName(), e);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private long nanosToWait(boolean undecided, boolean wasFresh) {
    long nanos = interval.toNanos();
    if (undecided) {
      // A standby needs seconds to take over: it is not hammered meanwhile.
      boolean waits = health instanceof Health.Suspect suspect && suspect.last().standby();
      return Math.min(waits ? RECOVER_NANOS : CONFIRM_NANOS, nanos);
    }
    if (suspected) {
      return wasFresh ? Math.min(RECOVER_NANOS, nanos) : 0;
    }
    return nanos;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
