package com.hypermindlabs.understudy.random;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Runs any number of schedules: {@code -Dunderstudy.seed=1 -Dunderstudy.schedules=1000}. */
final class Drill {
  private static final int SCHEDULES = 5;

  private Drill() {}

  /** Some schedules in one world; answers what is wrong. */
  static List<String> run(long seed, Coverage coverage) throws SQLException {
    Random random = new Random(seed);
    try (World world = new World(World.generated(random), random, coverage)) {
      return world.run(SCHEDULES);
    }
  }

  public static void main(String[] arguments) throws Exception {
    long first = Long.getLong("understudy.seed", 1);
    int count = Integer.getInteger("understudy.schedules", 200);
    Coverage coverage = new Coverage();
    int bad = 0;
    long begun = System.nanoTime();
    for (long seed = first; coverage.of("schedules", "run") < count; seed++) {
      List<String> violations;
      try {
        violations = run(seed, coverage);
      } catch (Exception | AssertionError e) {
        violations = List.of(Traces.of(e));
      }
      if (!violations.isEmpty()) {
        bad++;
        coverage.count("schedules", "run");
        System.out.println("seed " + seed + ":");
        violations.stream().limit(5).forEach(violation -> System.out.println("  " + violation));
      }
    }
    System.out.println(coverage);
    System.out.println(
        count
            + " schedules, "
            + bad
            + " bad worlds, "
            + (System.nanoTime() - begun) / 1_000_000
            + " ms");
    System.exit(bad == 0 ? 0 : 1);
  }
}
