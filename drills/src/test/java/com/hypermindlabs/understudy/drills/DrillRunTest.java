package com.hypermindlabs.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real schedule of the engine as it is. */
@Tag("slow")
class DrillRunTest {
  @Test
  @Tag("thorough")
  void aScheduleOfTheEngineAsItIsViolatesNothing() throws Exception {
    DrillResult result = OneSchedule.run(null);
    assertThat(result.broken()).isEmpty();
    assertThat(result.violations()).isEmpty();
    assertThat(result.schedules()).isEqualTo(1);
    assertThat(result.operations()).isPositive();
    assertThat(result.fallbackWrites()).isPositive();
    assertThat(result.faultsInjected()).isPositive();
    assertThat(result.good()).isTrue();
  }
}
