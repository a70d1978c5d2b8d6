package com.hypermindlabs.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.drills.sabotage.Sabotage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real schedule of an engine that was broken on purpose. */
@Tag("slow")
@Tag("thorough")
class SabotagedDrillTest {
  @Test
  void aGateThatIsLeftOpenIsNoticedAtOnce() throws Exception {
    DrillResult result = OneSchedule.run(Sabotage.GATE_LEFT_OPEN.word());
    assertThat(result.violations()).as("%s", result).isNotEmpty();
    assertThat(result.good()).isTrue();
  }
}
