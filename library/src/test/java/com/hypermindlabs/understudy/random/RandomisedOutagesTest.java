package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Generated schemas, writes on both sides, kills and cuts at any step, and in the end a judgement
 * of every row. {@code -Dunderstudy.seed=N} replays one seed's world, {@code
 * -Dunderstudy.schedules=N} runs as many as one likes.
 */
@Tag("slow")
class RandomisedOutagesTest {
  private static final long SEED = Long.getLong("understudy.seed", 1);
  private static final int SCHEDULES = Integer.getInteger("understudy.schedules", 200);

  private static final List<String> STEPS =
      List.of(
          "capture.installed",
          "journal.installed",
          "seed.registered",
          "seed.begun",
          "seed.table",
          "seed.copied",
          "cycle.snapshot",
          "cycle.staged",
          "cycle.registered",
          "cycle.applied",
          "cycle.committed",
          "gate.to-open",
          "gate.opened",
          "round.durable",
          "round.marked",
          "round.staged",
          "round.locked",
          "round.merged",
          "round.committed",
          "round.settled",
          "gate.locked",
          "gate.to-close",
          "gate.closed");

  @Test
  void everyWriteOfAnOutageIsAccountedFor() throws Exception {
    Drill drill = new Drill();
    drill.run(SEED, SCHEDULES);
    System.out.println("-Dunderstudy.seed=" + SEED + "\n" + drill.coverage());
    assertThat(drill.bad()).as("by -Dunderstudy.seed").isEmpty();
    if (SCHEDULES >= 200) {
      assertMet(drill.coverage());
    }
  }

  /** What was not met was not tested. */
  private static void assertMet(Coverage coverage) {
    assertThat(coverage.of("steps reached")).containsKeys(STEPS.toArray(String[]::new));
    assertThat(coverage.of("killed after")).hasSizeGreaterThan(STEPS.size() / 2);
    assertThat(coverage.of("struck", "link cut")).isPositive();
    assertThat(coverage.of("conflicts"))
        .containsKeys(
            "BOTH_COLUMNS",
            "OVERRULED",
            "FALLBACK_WON",
            "HELD",
            "DELETE_AGAINST_UPDATE",
            "UPDATE_AGAINST_DELETE",
            "BORN_TWICE");
    assertThat(coverage.of("primary written at")).isNotEmpty();
    assertThat(coverage.of("fallback written at")).isNotEmpty();
  }
}
