package com.hypermindlabs.understudy.provision;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Runs steps and tells a listener of them. */
record Steps(ProgressListener listener) {
  <T> T run(Step step, Callable<T> work) {
    listener.begun(step);
    long begun = System.nanoTime();
    try {
      T result = work.call();
      listener.ended(step, Duration.ofNanos(System.nanoTime() - begun));
      return result;
    } catch (Exception e) {
      throw Failures.of(step, e);
    }
  }

  void run(Step step, Work work) {
    run(
        step,
        () -> {
          work.run();
          return step;
        });
  }

  /** Work without a result. */
  interface Work {
    void run() throws Exception;
  }
}
