package com.hypermindlabs.understudy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads that a site starts: few, named, and none that keeps a JVM alive. */
final class Threads {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Threads() {}

  /** An executor of one daemon thread. */
  static ExecutorService single(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A daemon thread that does one thing and ends. */
  static void once(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets what is queued run to its end, within reason; then ends it. */
  static void finish(ExecutorService executor) {
    finish(executor, PATIENCE);
  }

  /** The same with another patience. */
  static void finish(ExecutorService executor, Duration patience) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
