package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.List;

/** As {@link Drill}, with processes: {@code -Dunderstudy.seed=1 -Dunderstudy.worlds=3}. */
final class ProcessDrill {
  private static final int OUTAGES = 3;

  private ProcessDrill() {}

  public static void main(String[] arguments) throws Exception {
    long first = Long.getLong("understudy.seed", 1);
    int worlds = Integer.getInteger("understudy.worlds", 1);
    Coverage coverage = new Coverage();
    int bad = 0;
    long begun = System.nanoTime();
    for (long seed = first; seed < first + worlds; seed++) {
      try (TestServer server = TestServer.start();
          ProcessWorld world = new ProcessWorld(seed, server, coverage)) {
        List<String> violations = world.run(OUTAGES);
        bad += violations.isEmpty() ? 0 : 1;
        long of = seed;
        violations.forEach(violation -> System.out.println("seed " + of + ": " + violation));
      }
    }
    System.out.println(coverage);
    System.out.println(
        worlds + " worlds, " + bad + " bad, " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    System.exit(bad == 0 ? 0 : 1);
  }
}
