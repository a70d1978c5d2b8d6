package com.hypermindlabs.understudy.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.DataDirectory;
import com.hypermindlabs.understudy.server.PostmasterFile;
import com.hypermindlabs.understudy.testkit.Kill;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class KilledProvisioningTest {
  private static final int LANES = 2;
  private static final int PATIENCE_SECONDS = 120;

  @Test
  @Tag("thorough")
  void afterAnEndAtEachStepTheNextRunGoesOn() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      for (Step step : Step.values()) {
        for (String phase : List.of("before", "after")) {
          Process child =
              ProvisionChild.start(folder.root(), ProvisionMode.EMBEDDED, phase, step.name());
          assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
          assertThat(child.exitValue())
              .as(phase + " " + step + new String(child.getInputStream().readAllBytes(), UTF_8))
              .isEqualTo(ProvisionChild.HALTED);
          requireWholeOrNothing(folder);
        }
      }
      Works.fully(folder.embedded().provision());
      assertThat(Leftovers.scratch(folder.root())).isEmpty();
    }
  }

  @Test
  void afterAKillAtAnyMomentOneMoreRunGivesAWorkingInstance() throws Exception {
    assertThat(kill(2, 6)).isEqualTo(16);
  }

  @Test
  @Tag("thorough")
  void soItIsAfterFiftyKills() throws Exception {
    assertThat(kill(5, 20)).isEqualTo(50);
  }

  /** In each lane, so many runs that begin with nothing and so many on what is there. */
  private static int kill(int cold, int warm) throws Exception {
    long seed = Long.getLong("understudy.seed", System.nanoTime());
    System.out.println("kills: -Dunderstudy.seed=" + seed);
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<Lane>> running = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        Lane lane = new Lane(new Random(seed + i));
        running.add(lanes.submit(() -> lane.run(cold, warm)));
      }
      int hits = 0;
      int kills = 0;
      for (Future<Lane> lane : running) {
        hits += lane.get().hits;
        kills += lane.get().kills;
      }
      System.out.printf(Locale.ROOT, "kills: %d of %d hit a run under way%n", hits, kills);
      // A killer that always comes too late would prove nothing.
      assertThat(hits).isGreaterThan(kills / 2);
      return kills;
    } finally {
      lanes.shutdownNow();
    }
  }

  private static void requireWholeOrNothing(StateFolder folder) throws Exception {
    DataDirectory data = new DataDirectory(folder.data());
    if (data.exists()) {
      assertThat(data.missing()).isEmpty();
    }
  }

  /** Trials one after another, each in a state directory of its own or the last one's. */
  private static final class Lane {
    private final Random random;
    private int hits;
    private int kills;

    Lane(Random random) {
      this.random = random;
    }

    Lane run(int cold, int warm) throws Exception {
      long took = 1500;
      for (int i = 0; i < cold; i++) {
        try (StateFolder folder = new StateFolder()) {
          strike(folder, took);
          long begun = System.nanoTime();
          recover(folder, "cold trial " + i);
          took = Math.max(800, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
      }
      try (StateFolder folder = new StateFolder()) {
        folder.embedded().provision();
        for (int i = 0; i < warm; i++) {
          if (random.nextBoolean()) {
            folder.embedded().stop();
          }
          strike(folder, 900);
          recover(folder, "warm trial " + i);
        }
      }
      return this;
    }

    private void strike(StateFolder folder, long within) throws Exception {
      Process child = ProvisionChild.start(folder.root(), ProvisionMode.EMBEDDED);
      try (BufferedReader output = child.inputReader(UTF_8)) {
        assertThat(output.readLine()).isEqualTo("begun");
        boolean late = child.waitFor(random.nextLong(within), TimeUnit.MILLISECONDS);
        if (!late) {
          Kill.process(child.pid());
          hits++;
        }
        kills++;
      }
      Optional<PostmasterFile> server = Cluster.running(folder.data());
      if (random.nextInt(3) == 0 && server.isPresent()) {
        Kill.tree(server.get().pid());
      }
    }

    private static void recover(StateFolder folder, String trial) throws Exception {
      requireWholeOrNothing(folder);
      FallbackServer server = folder.embedded().provision();
      Works.fully(server);
      assertThat(Leftovers.scratch(folder.root())).as(trial).isEmpty();
      assertThat(Leftovers.processes(folder.root()))
          .as(trial)
          .allMatch(line -> line.contains(" in " + folder.data() + ":"));
      assertThat(folder.embedded().verify().ok()).as(trial).isTrue();
    }
  }
}
