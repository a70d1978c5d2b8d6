package com.hypermindlabs.understudy.assistant.embedding;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls into ONNX Runtime in, and none any more once the program ends. The runtime gives its
 * environment up in a shutdown hook of its own, whatever is in it then: a model that is still being
 * loaded takes the whole process down with SIGSEGV. So the calls end before the hooks begin.
 * Thread-safe.
 */
public final class NativeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);
  // A model is loaded within a second or two, a passage is faster.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Object MONITOR = new Object();

  private static int running;
  private static boolean ended;

  private NativeCalls() {}

  /**
   * Makes a call.
   *
   * @throws CancellationException when the program is ending
   */
  static <T> T call(Callable<T> work) throws Exception {
    synchronized (MONITOR) {
      if (ended) {
        throw new CancellationException("the program is ending");
      }
      running++;
    }
    try {
      return work.call();
    } finally {
      synchronized (MONITOR) {
        running--;
        MONITOR.notifyAll();
      }
    }
  }

  /**
   * Waits for what runs, for a while, and lets nothing in from now on. To be called at the very
   * end, before the process exits; any number of times.
   */
  public static void end() {
    long until = System.nanoTime() + PATIENCE_NANOS;
    synchronized (MONITOR) {
      ended = true;
      try {
        for (long left = PATIENCE_NANOS;
            running > 0 && left > 0;
            left = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(MONITOR, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (running > 0) {
        // Where something runs on for longer, the process ends all the same.
        LOG.debug("a model is still at work at the end of the program");
      }
    }
  }
}
