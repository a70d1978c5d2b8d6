package com.hypermindlabs.understudy.assistant.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a signal has to close before the process ends: with 130 after Ctrl-C and 143 after SIGTERM,
 * as the JVM ends by itself, but where the signal is the way to end a command. The JVM would begin
 * all shutdown hooks at once, those of libraries too, whose things are still in use then: so what
 * is to be closed is closed before that. Thread-safe.
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  // A fallback in the making is not worth waiting for: what is left of it is taken up next time.
  private static final long PATIENCE_MILLIS = 3000;
  // One that ends well when it is told to has more to do first, and five seconds in all.
  private static final long LONGER_PATIENCE_MILLIS = 4500;
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final int CODE_OF_SIGNALS = 128;

  private final Runnable atTheEnd;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, @Nullable Object> before = new LinkedHashMap<>();
  private boolean ending;
  private volatile @Nullable Integer exitCode;

  /**
   * Starts nothing.
   *
   * @param atTheEnd what is done last, when all is closed
   */
  Closing(Runnable atTheEnd) {
    this.atTheEnd = atTheEnd;
  }

  /** From now on a signal closes what is added here. A signal that the process ignores stays so. */
  synchronized void begin() {
    SIGNALS.forEach(
        (name, number) ->
            before.put(name, Signals.register(name, () -> end(CODE_OF_SIGNALS + number))));
  }

  synchronized void add(AutoCloseable resource) {
    open.push(resource);
  }

  /** A signal is the way to end this command: the process ends with that code then. */
  void endWith(int code) {
    exitCode = code;
  }

  /** Whether the process is ending: errors of work that was cut off are no news then. */
  synchronized boolean signalled() {
    return ending;
  }

  /**
   * Nothing is left to close when a command has come to its end. Where the process is ending by a
   * signal, this never returns: how it ends is told already.
   */
  synchronized void done() {
    open.clear();
    while (ending) {
      try {
        wait();
      } catch (InterruptedException e) {
        LOG.debug("interrupted while the process ends", e);
      }
    }
    before.forEach(Signals::unregister);
  }

  private synchronized @Nullable Deque<AutoCloseable> take() {
    if (ending) {
      return null;
    }
    ending = true;
    Deque<AutoCloseable> taken = new ArrayDeque<>(open);
    open.clear();
    return taken;
  }

  private void end(int signalCode) {
    @Nullable Deque<AutoCloseable> taken = take();
    if (taken == null) {
      return; // told twice
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
    atTheEnd.run();
    System.exit(code == null ? signalCode : code);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("close at the end of the program", e);
    }
  }
}
