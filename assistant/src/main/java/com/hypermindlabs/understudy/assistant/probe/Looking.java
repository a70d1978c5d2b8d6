package com.hypermindlabs.understudy.assistant.probe;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A probe at work in a thread of its own, so that somebody can watch, wait or have enough of it.
 * The thread is a daemon; one that does not heed its interrupt is left to its own timeouts.
 * Thread-safe.
 */
public final class Looking {
  private static final Logger LOG = LoggerFactory.getLogger(Looking.class);

  private final Probe probe;
  private final Duration timeout;
  private final long begun = System.nanoTime();
  private final CompletableFuture<Sighting> result = new CompletableFuture<>();
  private final Thread thread;

  private Looking(Probe probe, Duration timeout) {
    this.probe = probe;
    this.timeout = timeout;
    this.thread = new Thread(this::work, "understudy-look-" + probe.area().replace(' ', '-'));
  }

  /**
   * Begins.
   *
   * @param timeout after which the answer is that there is none
   */
  public static Looking begin(Probe probe, Duration timeout) {
    Looking looking = new Looking(probe, timeout);
    looking.thread.setDaemon(true);
    looking.thread.start();
    return looking;
  }

  /** Begins and waits for the end; a thread that is interrupted meanwhile cancels it. */
  public static Sighting await(Probe probe, Duration timeout) {
    return begin(probe, timeout).await();
  }

  /** Whether there is a result: the probe has come to its end, or its time has. */
  public boolean done() {
    if (System.nanoTime() - begun >= timeout.toNanos()) {
      overdue();
    }
    return result.isDone();
  }

  /** Waits for the result until the timeout; a thread that is interrupted meanwhile cancels it. */
  public Sighting await() {
    try {
      long left = timeout.toNanos() - (System.nanoTime() - begun);
      return result.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      overdue();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look at " + probe.area() + " never fails", e);
    }
    return result.join();
  }

  /** Ends it; the result says so. Nothing where it has ended. */
  public void cancel() {
    if (result.complete(
        Sighting.of(
            Remark.warning(
                probe.area(), "not looked at: cancelled", "run doctor when all is set")))) {
      thread.interrupt();
    }
  }

  private void overdue() {
    Remark remark =
        Remark.error(
            probe.area(),
            "no end of the look at it within " + timeout.toSeconds() + " s",
            "check the network and firewalls, then look again");
    if (result.complete(Sighting.of(remark))) {
      thread.interrupt();
    }
  }

  private void work() {
    try {
      result.complete(probe.look());
    } catch (RuntimeException | Error e) {
      LOG.debug("look at {}", probe.area(), e);
      result.complete(
          Sighting.of(
              Remark.error(
                  probe.area(),
                  "the look at it failed: " + e.getClass().getSimpleName(),
                  "this is a mistake in the program: report it, with --verbose")));
    }
  }
}
