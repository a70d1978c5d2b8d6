package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes of one site, through a failover and a return. */
@Tag("slow")
class ReturningProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final List<ChildJvm> children = new ArrayList<>();
  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopAll() {
    children.forEach(ChildJvm::close);
    site.close();
  }

  private ChildJvm child(int key, String... deadly) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                site.site().folder().toString(),
                Integer.toString(site.primary().port()),
                Integer.toString(key)));
    arguments.addAll(List.of(deadly));
    ChildJvm child = ChildJvm.of(HealingChild.class, arguments.toArray(String[]::new)).start();
    children.add(child);
    child.awaitLine("READY"::equals, LONG);
    return child;
  }

  private static Set<Integer> kept(List<ChildJvm> processes) {
    return processes.stream()
        .flatMap(child -> child.lines().stream())
        .filter(line -> line.startsWith("KEPT "))
        .map(line -> Integer.valueOf(line.substring("KEPT ".length())))
        .collect(Collectors.toSet());
  }

  @Test
  void twoProcessesGoOutAndBackTogetherAndLoseNothing() throws Exception {
    ChildJvm one = child(1_000_000);
    ChildJvm two = child(2_000_000);
    site.primary().kill();
    one.awaitLine("MODE degraded"::equals, LONG);
    two.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    one.awaitLine("MODE normal"::equals, LONG);
    two.awaitLine("MODE normal"::equals, LONG);
    for (ChildJvm child : children) {
      child.send("stop");
      child.awaitLine("DONE"::equals, LONG);
    }
    assertThat(site.idsAtRest()).containsAll(kept(children));
  }

  @ParameterizedTest
  @ValueSource(strings = {"round.durable", "round.merged", "round.committed", "round.settled"})
  void aLeaderThatDiesWhileItReturnsIsFollowedByAnother(String step) throws Exception {
    ChildJvm leader = child(1_000_000, step);
    ChildJvm other = child(2_000_000);
    site.primary().kill();
    other.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    assertThat(leader.awaitExit(LONG)).isEqualTo(137);
    other.awaitLine("MODE normal"::equals, LONG);
    other.send("stop");
    other.awaitLine("DONE"::equals, LONG);
    assertThat(site.idsAtRest()).containsAll(kept(children));
  }
}
