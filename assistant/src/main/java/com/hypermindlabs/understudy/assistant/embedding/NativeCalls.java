package com.hypermindlabs.understudy.assistant.embedding;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls into ONNX Runtime in, and none any more once the program ends. The runtime gives its
 * environment up in a shutdown hook of its own, whatever is in it then: a model that is still being
 * loaded takes the whole process down with SIGSEGV. Thread-safe.
 */
public final class NativeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);
  private static final ReadWriteLock OPEN = new ReentrantReadWriteLock();
  // A model is loaded within a second or two, a passage is faster.
  private static final long PATIENCE_SECONDS = 10;

  private NativeCalls() {}

  static <T> T call(Callable<T> work) throws Exception {
    OPEN.readLock().lockInterruptibly();
    try {
      return work.call();
    } finally {
      OPEN.readLock().unlock();
    }
  }

  /**
   * Waits for what runs, for a while, and lets nothing in after it. To be called at the very end.
   */
  public static void end() {
    try {
      // Never given back. Where something runs on for longer, the process ends all the same.
      if (!OPEN.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("a model is still at work at the end of the program");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
