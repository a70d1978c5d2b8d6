package com.hypermindlabs.understudy.benchmarks;

/** Times a task that may fail. */
final class Stopwatch {
  private Stopwatch() {}

  /** What is timed. */
  interface Task {
    void run() throws Exception;
  }

  static double seconds(Task work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  static double millis(Task work) throws Exception {
    return 1000 * seconds(work);
  }
}
