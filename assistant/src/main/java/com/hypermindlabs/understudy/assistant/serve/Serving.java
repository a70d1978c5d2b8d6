package com.hypermindlabs.understudy.assistant.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs interfaces beside each other: none that is not configured, that fails or that hangs keeps
 * another from running. Thread-safe.
 */
public final class Serving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final List<Served> all;
  private final InterfaceBoard board;
  private final Duration patience;
  private final List<Thread> starting = new ArrayList<>();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param all what there is
   * @param board where it is told how they stand
   * @param patience how long what runs may take to end
   */
  public Serving(List<? extends Served> all, InterfaceBoard board, Duration patience) {
    this.all = List.copyOf(all);
    this.board = board;
    this.patience = patience;
  }

  /** How the start went. */
  public enum Start {
    /** One serves at least. */
    SERVES,
    /** None is configured. */
    NONE_CONFIGURED,
    /** Those that are configured cannot serve. */
    ALL_FAILED
  }

  /**
   * Starts all that are configured, and returns once each serves or has failed.
   *
   * @param said hears a line for people about each
   */
  public Start start(Consumer<String> said) throws InterruptedException {
    List<Served> configured = new ArrayList<>();
    for (Served each : all) {
      if (each.missing().isEmpty()) {
        configured.add(each);
      } else {
        board.set(each.name(), InterfaceBoard.OFF, each.missing());
        said.accept(each.name() + ": off, " + each.missing());
      }
    }
    for (Served each : configured) {
      Thread thread = new Thread(() -> start(each, said), "assistant-start-" + each.name());
      thread.setDaemon(true);
      starting.add(thread);
      thread.start();
    }
    for (Thread thread : starting) {
      thread.join();
    }
    if (configured.isEmpty()) {
      return Start.NONE_CONFIGURED;
    }
    return running.get() > 0 ? Start.SERVES : Start.ALL_FAILED;
  }

  private void start(Served each, Consumer<String> said) {
    try {
      each.start();
      running.incrementAndGet();
      board.set(each.name(), InterfaceBoard.UP, null);
      said.accept(each.name() + ": up");
    } catch (Exception | LinkageError e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.debug("start {}", each.name(), e);
      board.set(each.name(), InterfaceBoard.FAILED, why);
      said.accept(each.name() + ": failed, " + why);
    }
  }

  /** Ends all of them beside each other, each within the patience. */
  @Override
  public void close() {
    List<Thread> stopping = new ArrayList<>();
    for (Served each : all) {
      if (each.missing().isEmpty()) {
        Thread thread = new Thread(() -> stop(each), "assistant-stop-" + each.name());
        thread.setDaemon(true);
        stopping.add(thread);
        thread.start();
      }
    }
    long end = System.nanoTime() + patience.toNanos() + TimeUnit.MILLISECONDS.toNanos(500);
    try {
      for (Thread thread : stopping) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    board.close();
  }

  private void stop(Served each) {
    try {
      each.stop(patience);
    } catch (RuntimeException e) {
      LOG.warn("stop {}: {}", each.name(), e.toString());
    }
  }
}
