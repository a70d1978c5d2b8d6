package com.hypermindlabs.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.drill.DrillOrder;
import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.assistant.drill.Drills;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** One real schedule: a delay in a cycle, a dead primary, and commits that nobody answers. */
final class OneSchedule {
  private static final long SEED = 4210;

  private OneSchedule() {}

  /**
   * Runs it as a user would.
   *
   * @param sabotage what is broken on purpose, if anything
   */
  static DrillResult run(@Nullable String sabotage) throws Exception {
    List<String> progress = new ArrayList<>();
    Drills drills = ServiceLoader.load(Drills.class).findFirst().orElseThrow();
    DrillOrder order = new DrillOrder(1, SEED, Duration.ZERO, 1, sabotage, null);
    DrillResult result = drills.run(order, progress::add);
    assertThat(progress).hasSize(result.schedules() + result.broken().size());
    return result;
  }
}
