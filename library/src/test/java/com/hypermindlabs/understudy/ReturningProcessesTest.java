package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes of one site, through a failover and a return. */
@Tag("slow")
@Tag("thorough")
class ReturningProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private HealingProcesses processes;
  private HealingSite site;

  @BeforeEach
  void startServers() {
    processes = new HealingProcesses();
    site = processes.site();
  }

  @AfterEach
  void stopAll() {
    processes.close();
  }

  @Test
  void twoProcessesGoOutAndBackTogetherAndLoseNothing() throws Exception {
    ChildJvm one = processes.start(1_000_000);
    ChildJvm two = processes.start(2_000_000);
    site.primary().kill();
    one.awaitLine("MODE degraded"::equals, LONG);
    two.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    one.awaitLine("MODE normal"::equals, LONG);
    two.awaitLine("MODE normal"::equals, LONG);
    HealingProcesses.end(processes.all());
    assertThat(site.idsAtRest()).containsAll(HealingProcesses.kept(processes.all()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"round.durable", "round.merged", "round.committed", "round.settled"})
  void aLeaderThatDiesWhileItReturnsIsFollowedByAnother(String step) throws Exception {
    ChildJvm leader = processes.start(1_000_000, step);
    ChildJvm other = processes.start(2_000_000);
    site.primary().kill();
    other.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    assertThat(leader.awaitExit(LONG)).isEqualTo(137);
    other.awaitLine("MODE normal"::equals, LONG);
    HealingProcesses.end(List.of(other));
    assertThat(site.idsAtRest()).containsAll(HealingProcesses.kept(processes.all()));
  }
}
