package com.hypermindlabs.understudy.assistant.command;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a signal has to close before the process ends. The JVM itself ends with 130 after Ctrl-C and
 * 143 after SIGTERM, once its hooks have run. Thread-safe.
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  // A fallback in the making is not worth waiting for: what is left of it is taken up next time.
  private static final long PATIENCE_MILLIS = 3000;
  // One that ends well when it is told to has more to do first, and five seconds in all.
  private static final long LONGER_PATIENCE_MILLIS = 4500;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "understudy-close");
  private volatile boolean signalled;
  private volatile @Nullable Integer exitCode;

  /** From now on a signal closes what is added here. */
  void begin() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  synchronized void add(AutoCloseable resource) {
    open.push(resource);
  }

  /** A signal is the way to end this command: the process ends with that code then. */
  void endWith(int code) {
    exitCode = code;
  }

  /** Whether the process is ending: errors of work that was cut off are no news then. */
  boolean signalled() {
    return signalled;
  }

  /** Nothing is left to close when a command has come to its end. */
  synchronized void done() {
    open.clear();
    if (!signalled) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("a signal came just now", e);
      }
    }
  }

  private synchronized Deque<AutoCloseable> take() {
    Deque<AutoCloseable> taken = new ArrayDeque<>(open);
    open.clear();
    return taken;
  }

  private void closeAll() {
    signalled = true;
    Deque<AutoCloseable> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    @Nullable Integer code = exitCode;
    Thread work = new Thread(() -> taken.forEach(Closing::close), "understudy-closing");
    work.setDaemon(true);
    work.start();
    try {
      work.join(code == null ? PATIENCE_MILLIS : LONGER_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (code != null) {
      // The code of the signal would be the process's otherwise. Nothing is left to be flushed:
      // both streams are flushed with every line.
      Runtime.getRuntime().halt(code);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("close at the end of the program", e);
    }
  }
}
