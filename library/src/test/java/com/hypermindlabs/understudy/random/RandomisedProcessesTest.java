package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * As {@link RandomisedOutagesTest}, with the product's processes and servers whole: they are
 * killed, and links cut, at moments of chance. {@code -Dunderstudy.seed=N} replays one seed's
 * world, {@code -Dunderstudy.worlds=N} runs as many as one likes.
 */
@Tag("slow")
class RandomisedProcessesTest {
  private static final long SEED = Long.getLong("understudy.seed", 1);
  private static final int WORLDS = Integer.getInteger("understudy.worlds", 1);
  private static final int OUTAGES = 3;

  @Test
  @Tag("thorough")
  void everyWriteIsAccountedForThoughProcessesAndServersAreKilled() throws Exception {
    Coverage coverage = new Coverage();
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      try (TestServer server = TestServer.start();
          ProcessWorld world = new ProcessWorld(seed, server, coverage)) {
        assertThat(world.run(OUTAGES)).as("-Dunderstudy.seed=%d", seed).isEmpty();
      }
    }
    System.out.println("-Dunderstudy.seed=" + SEED + "\n" + coverage);
    assertThat(coverage.of("faults")).isNotEmpty();
    assertThat(coverage.of("modes")).containsKeys("degraded", "returning", "normal");
  }
}
