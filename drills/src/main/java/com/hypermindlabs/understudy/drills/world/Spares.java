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
  private final List<String> afterCrash;
  private final Deque<ChildJvm> waiting = new ArrayDeque<>();

  /**
   * @param options for each JVM
   * @param afterCrash for those that take the place of killed ones; those are not used again
   */
  Spares(List<String> options, List<String> afterCrash) {
    this.options = List.copyOf(options);
    this.afterCrash = List.copyOf(afterCrash);
  }

  static int nextOrder() {
    return ORDERS.incrementAndGet();
  }

  /** One that is ready; another kind where crashed ones are replaced by another kind. */
  ChildJvm take(boolean crashed) {
    if (crashed && !afterCrash.isEmpty()) {
      return start(afterCrash);
    }
    ChildJvm spare = waiting.poll();
    return spare != null && spare.alive() ? spare : start(options);
  }

  /** Starts some ahead. */
  void prepare(int count) {
    while (waiting.size() < count) {
      waiting.add(start(options));
    }
  }

  private static ChildJvm start(List<String> options) {
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
  void giveBack(ChildJvm process, boolean crashed) {
    if (crashed && !afterCrash.isEmpty()) {
      process.close();
    } else {
      waiting.add(process);
    }
  }

  @Override
  public void close() {
    waiting.forEach(ChildJvm::close);
    waiting.clear();
  }
}
