package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SiteProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int ROUNDS = 6;

  private final List<ChildJvm> children = new ArrayList<>();
  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.start();
    site = TestSite.create();
  }

  @AfterEach
  void stopAll() {
    children.forEach(ChildJvm::close);
    site.close();
    primary.close();
  }

  private ChildJvm child(int port, int key) {
    ChildJvm child =
        LibraryProcess.of(
                SiteChild.class,
                site.folder().toString(),
                Integer.toString(port),
                Integer.toString(key))
            .start();
    children.add(child);
    return child;
  }

  private static long micros(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static List<Long> times(List<ChildJvm> processes, String event) {
    return processes.stream()
        .map(child -> micros(child.awaitLine(line -> line.startsWith(event), LONG)))
        .toList();
  }

  private static long spread(List<Long> times) {
    return (Collections.max(times) - Collections.min(times)) / 1000;
  }

  @Test
  void threeProcessesTurnTogetherAndAllWriteOnTheFallback() {
    List<Long> spreads = new ArrayList<>();
    // 20 to 50 ms on an idle machine. A busy one may hold one process up for longer than all of it
    // takes: one round of several has to be quick. A protocol in which each finds out by itself
    // takes
    // its probe's time.
    for (int round = 1; round <= ROUNDS && !quick(spreads); round++) {
      List<ChildJvm> three = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        three.add(child(primary.port(), round * 10_000_000 + i * 1_000_000));
      }
      three.forEach(one -> one.awaitLine("READY"::equals, LONG));
      primary.kill();
      spreads.add(spread(times(three, "MODE degraded")));
      assertThat(spread(times(three, "WROTE"))).isLessThan(5000);
      three.forEach(ChildJvm::close);
      children.clear();
      site.close();
      site = TestSite.create();
      primary.restart();
    }
    System.out.println("three processes turned within ms: " + spreads);
    assertThat(quick(spreads)).as("one of %s ms is quick", spreads).isTrue();
  }

  private static boolean quick(List<Long> spreads) {
    return spreads.stream().anyMatch(spread -> spread <= 500);
  }

  @Test
  void aProcessThatSleptThroughAFailoverWakesOnTheFallback() {
    ChildJvm sleeper = child(primary.port(), 1_000_000);
    ChildJvm other = child(primary.port(), 2_000_000);
    sleeper.awaitLine("READY"::equals, LONG);
    other.awaitLine("READY"::equals, LONG);
    sleeper.pause();
    primary.kill();
    other.awaitLine(line -> line.startsWith("WROTE"), LONG);
    primary.restart();
    sleeper.resume();
    sleeper.awaitLine(line -> line.startsWith("MODE degraded"), LONG);
    sleeper.awaitLine(line -> line.startsWith("WROTE"), LONG);
  }

  @Test
  void aLeaderThatIsKilledLeavesTheOthersToFailOver() {
    ChildJvm leader = child(primary.port(), 1_000_000);
    leader.awaitLine("READY"::equals, LONG);
    ChildJvm other = child(primary.port(), 2_000_000);
    other.awaitLine("READY"::equals, LONG);
    leader.kill();
    primary.kill();
    other.awaitLine(line -> line.startsWith("WROTE"), LONG);
  }

  @Test
  void oneProcessThatCannotSeeThePrimaryTakesTheSiteWithIt() {
    try (FaultProxy link = FaultProxy.to(primary)) {
      ChildJvm blind = child(link.port(), 1_000_000);
      ChildJvm seeing = child(primary.port(), 2_000_000);
      blind.awaitLine("READY"::equals, LONG);
      seeing.awaitLine("READY"::equals, LONG);
      link.swallow();
      seeing.awaitLine(line -> line.startsWith("MODE degraded"), LONG);
      seeing.awaitLine(line -> line.startsWith("WROTE"), LONG);
    }
  }
}
