package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.work.MemberProcess;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Processes in waiting: a JVM takes a second of both cores to start, and one that has left its site
 * in good order may join the next schedule's. Not thread-safe.
 */
final class Spares implements AutoCloseable {
  private static final AtomicInteger ORDERS = new AtomicInteger();

  private final List<String> options;
  private final Deque<ChildJvm> waiting = new ArrayDeque<>();

  /**
   * @param options for each JVM
   */
  Spares(List<String> options) {
    this.options = List.copyOf(options);
  }

  static int nextOrder() {
    return ORDERS.incrementAndGet();
  }

  /** One that is ready, or is made so. */
  ChildJvm take() {
    ChildJvm spare = waiting.poll();
    return spare != null && spare.alive() ? spare : start();
  }

  /** Starts some ahead. */
  void prepare(int count) {
    while (waiting.size() < count) {
      waiting.add(start());
    }
  }

  private ChildJvm start() {
    ChildJvm.Launch launch =
        ChildJvm.of(MemberProcess.class)
            .option("-Xmx160m")
            .option("-XX:+UseSerialGC")
            .option("-Djava.util.concurrent.ForkJoinPool.common.parallelism=4");
    for (String option : options) {
      launch = launch.option(option);
    }
    return launch.start();
  }

  /** Takes one back that has stopped. */
  void giveBack(ChildJvm process) {
    waiting.add(process);
  }

  @Override
  public void close() {
    waiting.forEach(ChildJvm::close);
    waiting.clear();
  }
}
