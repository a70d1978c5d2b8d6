package com.hypermindlabs.understudy.random;

import java.util.List;

/** Runs any number of schedules: {@code -Dunderstudy.seed=1 -Dunderstudy.schedules=1000}. */
final class Drill {
  private Drill() {}

  public static void main(String[] arguments) throws Exception {
    long first = Long.getLong("understudy.seed", 1);
    int count = Integer.getInteger("understudy.schedules", 200);
    Coverage coverage = new Coverage();
    int bad = 0;
    long begun = System.nanoTime();
    for (long seed = first; seed < first + count; seed++) {
      List<String> violations;
      try {
        violations = Schedule.run(seed, coverage);
      } catch (Exception | AssertionError e) {
        violations = List.of(Traces.of(e));
      }
      if (!violations.isEmpty()) {
        bad++;
        System.out.println("seed " + seed + ":");
        violations.stream().limit(5).forEach(violation -> System.out.println("  " + violation));
      }
    }
    System.out.println(coverage);
    System.out.println(
        count + " schedules, " + bad + " bad, " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    System.exit(bad == 0 ? 0 : 1);
  }
}
