package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A cell of the failure matrix: the leader is stopped in the middle of a return, with locks in its
 * hands, and woken later. Its lock file is its own as long as it lives, so nobody else returns; but
 * everybody else goes on.
 */
@Tag("slow")
@Tag("slow")
class StoppedLeaderTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String HANGING =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
          + " AND application_name LIKE 'understudy/%'";

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

  private ChildJvm child(int key, String... stopAt) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                site.site().folder().toString(),
                Integer.toString(site.primary().port()),
                Integer.toString(key)));
    arguments.addAll(List.of(stopAt));
    ChildJvm child = ChildJvm.of(HealingChild.class, arguments.toArray(String[]::new)).start();
    children.add(child);
    child.awaitLine("READY"::equals, LONG);
    return child;
  }

  private static Set<Integer> kept(ChildJvm process) {
    return process.lines().stream()
        .filter(line -> line.startsWith("KEPT "))
        .map(line -> Integer.valueOf(line.substring("KEPT ".length())))
        .collect(Collectors.toSet());
  }

  /** The leader is stopped at this step of the return; answers with the other process. */
  private ChildJvm outUntil(ChildJvm leader) {
    ChildJvm other = child(2_000_000);
    site.primary().kill();
    leader.awaitLine("MODE degraded"::equals, LONG);
    other.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    leader.awaitLine("STOPPING"::equals, LONG);
    return other;
  }

  private static void goesOn(ChildJvm other) {
    int before = kept(other).size();
    Awaitility.await().atMost(LONG).until(() -> kept(other).size() > before + 20);
  }

  private void wakeAndComeHome(ChildJvm leader, ChildJvm other) throws SQLException {
    leader.resume();
    leader.awaitLine("MODE normal"::equals, LONG);
    other.awaitLine("MODE normal"::equals, LONG);
    for (ChildJvm child : children) {
      child.send("stop");
      child.awaitLine("DONE"::equals, LONG);
    }
    Set<Integer> missing = new HashSet<>(kept(leader));
    missing.addAll(kept(other));
    missing.removeAll(site.idsAtRest());
    assertThat(missing).as("acknowledged, and not there").isEmpty();
  }

  @Test
  void stoppedWithItsRoundOpenOnThePrimaryItLosesItsLocksThereAndSendsTheRoundAgain()
      throws SQLException {
    ChildJvm leader = child(1_000_000, "stop:round.merged");
    ChildJvm other = outUntil(leader);
    Awaitility.await("the round is caught open")
        .atMost(LONG)
        .until(() -> text(site.direct(), HANGING).equals("1"));
    goesOn(other);
    Awaitility.await().atMost(LONG).until(() -> text(site.direct(), HANGING).equals("0"));
    wakeAndComeHome(leader, other);
  }

  @Test
  void stoppedWithTheGateInItsHandsItLosesItAndTheOtherProcessWritesOn() throws SQLException {
    ChildJvm leader = child(1_000_000, "stop:return.locked");
    ChildJvm other = outUntil(leader);
    goesOn(other);
    wakeAndComeHome(leader, other);
  }

  @Test
  void stoppedAfterTheCommitOfARoundItKnowsTheRoundAgainWhenItWakes() throws SQLException {
    ChildJvm leader = child(1_000_000, "stop:round.committed");
    ChildJvm other = outUntil(leader);
    goesOn(other);
    wakeAndComeHome(leader, other);
  }
}
