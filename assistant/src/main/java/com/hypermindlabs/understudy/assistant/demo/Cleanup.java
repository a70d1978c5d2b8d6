package com.hypermindlabs.understudy.assistant.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be undone at the end, whatever the end is. What makes something new is done in {@link
 * #build}, so that nothing is made while, or after, all is being undone. Thread-safe.
 */
final class Cleanup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<AutoCloseable> undo = new ArrayDeque<>();
  private final Object moment = new Object();
  private @Nullable Thread builder;
  private boolean closing;

  /** Something that is made. */
  interface Step<T> {
    T take() throws Exception;
  }

  /** Makes something, once its undoing was added. */
  <T> T build(Step<T> step) throws Exception {
    lock.lock();
    try {
      begin();
      return step.take();
    } finally {
      end();
      lock.unlock();
    }
  }

  private void begin() {
    synchronized (moment) {
      if (closing) {
        throw new CancellationException("the demo is being ended");
      }
      builder = Thread.currentThread();
    }
  }

  /** An interruption was for the step alone: what comes next is to undo it, in peace. */
  private void end() {
    synchronized (moment) {
      builder = null;
      if (closing) {
        boolean unused = Thread.interrupted();
      }
    }
  }

  /** Undone before all that was added earlier; has to do no harm when there is nothing to undo. */
  void add(AutoCloseable undoing) {
    lock.lock();
    try {
      undo.push(undoing);
    } finally {
      lock.unlock();
    }
  }

  /** Cuts short what is being built, then undoes everything; the second call finds it done. */
  @Override
  public void close() {
    synchronized (moment) {
      closing = true;
      if (builder != null) {
        builder.interrupt();
      }
    }
    lock.lock();
    try {
      while (!undo.isEmpty()) {
        undo(undo.pop());
      }
    } finally {
      lock.unlock();
    }
  }

  private static void undo(AutoCloseable undoing) {
    try {
      undoing.close();
    } catch (Exception e) {
      LOG.error("cleaning up after the demo: {}", e.getMessage(), e);
    }
  }
}
