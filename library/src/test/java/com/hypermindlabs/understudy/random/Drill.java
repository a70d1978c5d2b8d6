package com.hypermindlabs.understudy.random;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs any number of schedules: {@code -Dunderstudy.seed=1 -Dunderstudy.schedules=1000}. A seed
 * stands for a world, in which several schedules follow each other.
 */
final class Drill {
  private static final int SCHEDULES = 8;
  private static final int THREADS = 3;
  private static final long PATIENCE_MINUTES = 600;

  private final Coverage coverage = new Coverage();
  private final Map<Long, List<String>> bad = new TreeMap<>();

  /** One world after the other from this seed on, until so many schedules have been run. */
  void run(long first, int schedules) throws InterruptedException {
    AtomicLong seeds = new AtomicLong(first);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(
          () -> {
            while (coverage.of("schedules", "run") < schedules) {
              world(seeds.getAndIncrement());
            }
          });
    }
    threads.shutdown();
    if (!threads.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the schedules do not end");
    }
  }

  private void world(long seed) {
    Random random = new Random(seed);
    List<String> violations;
    try (World world = new World(World.generated(random, relapses(seed)), random, coverage)) {
      violations = world.run(SCHEDULES);
    } catch (SQLException | RuntimeException | Error e) {
      // Whatever ends a world counts: one that is missing would pass for a good one.
      violations = List.of(Traces.of(e));
    }
    if (!violations.isEmpty()) {
      coverage.count("schedules", "run");
      synchronized (bad) {
        bad.put(seed, violations);
      }
      // At once: a long run is looked at while it runs.
      System.out.println("seed " + seed + ":");
      violations.stream().limit(5).forEach(violation -> System.out.println("  " + violation));
    }
  }

  /** In one world of five, so that the others stay those of the seeds on record. */
  private static boolean relapses(long seed) {
    return seed % 5 == 4 || Boolean.getBoolean("understudy.relapses");
  }

  Coverage coverage() {
    return coverage;
  }

  /** What nothing explains, by seed. */
  Map<Long, List<String>> bad() {
    return bad;
  }

  public static void main(String[] arguments) throws Exception {
    Drill drill = new Drill();
    long begun = System.nanoTime();
    // What a run that is ended early has met is worth knowing too.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(drill.coverage)));
    drill.run(Long.getLong("understudy.seed", 1), Integer.getInteger("understudy.schedules", 200));
    System.out.println(
        drill.bad.size() + " bad worlds, " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    System.exit(drill.bad.isEmpty() ? 0 : 1);
  }
}
