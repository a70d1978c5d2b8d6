package com.hypermindlabs.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.drill.DrillOrder;
import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.assistant.drill.Drills;
import com.hypermindlabs.understudy.drills.sabotage.Sabotage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One real schedule: a delay in a cycle, a dead primary, and commits that nobody answers. */
@Tag("slow")
class DrillRunTest {
  private static final long SEED = 4210;

  private static DrillResult run(int schedules, String sabotage) throws Exception {
    List<String> progress = new ArrayList<>();
    Drills drills = ServiceLoader.load(Drills.class).findFirst().orElseThrow();
    DrillOrder order = new DrillOrder(schedules, SEED, Duration.ZERO, 1, sabotage, null);
    DrillResult result = drills.run(order, progress::add);
    assertThat(progress).hasSize(result.schedules() + result.broken().size());
    return result;
  }

  @Test
  void aScheduleOfTheEngineAsItIsViolatesNothing() throws Exception {
    DrillResult result = run(1, null);
    assertThat(result.broken()).isEmpty();
    assertThat(result.violations()).isEmpty();
    assertThat(result.schedules()).isEqualTo(1);
    assertThat(result.operations()).isPositive();
    assertThat(result.fallbackWrites()).isPositive();
    assertThat(result.faultsInjected()).isPositive();
    assertThat(result.good()).isTrue();
  }

  @Test
  void aGateThatIsLeftOpenIsNoticedAtOnce() throws Exception {
    DrillResult result = run(1, Sabotage.GATE_LEFT_OPEN.word());
    assertThat(result.violations()).as("%s", result).isNotEmpty();
    assertThat(result.good()).isTrue();
  }
}
