package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
class StoppedLeaderTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Whether a transaction stands that has written; what else the leader did then may stand too. */
  private static final String HANGING =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'idle in transaction'"
          + " AND backend_xid IS NOT NULL AND application_name LIKE 'understudy/%')";

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

  /** The leader is stopped at this step of the return; answers with the other process. */
  private ChildJvm outUntil(ChildJvm leader) {
    ChildJvm other = processes.start(2_000_000);
    site.primary().kill();
    leader.awaitLine("MODE degraded"::equals, LONG);
    other.awaitLine("MODE degraded"::equals, LONG);
    site.primary().restart();
    leader.awaitLine("STOPPING"::equals, LONG);
    return other;
  }

  private static void goesOn(ChildJvm other) {
    int before = HealingProcesses.kept(List.of(other)).size();
    Awaitility.await()
        .atMost(LONG)
        .until(() -> HealingProcesses.kept(List.of(other)).size() > before + 20);
  }

  private void wakeAndComeHome(ChildJvm leader, ChildJvm other) throws SQLException {
    leader.resume();
    leader.awaitLine("MODE normal"::equals, LONG);
    other.awaitLine("MODE normal"::equals, LONG);
    HealingProcesses.end(processes.all());
    Set<Integer> missing = new HashSet<>(HealingProcesses.kept(List.of(leader, other)));
    missing.removeAll(site.idsAtRest());
    assertThat(missing).as("acknowledged, and not there").isEmpty();
  }

  @Test
  @Tag("thorough")
  void stoppedWithItsRoundOpenOnThePrimaryItLosesItsLocksThereAndSendsTheRoundAgain()
      throws SQLException {
    ChildJvm leader = processes.start(1_000_000, "stop:round.merged");
    ChildJvm other = outUntil(leader);
    Awaitility.await("the round is caught open")
        .atMost(LONG)
        .until(() -> text(site.direct(), HANGING).equals("t"));
    goesOn(other);
    Awaitility.await().atMost(LONG).until(() -> text(site.direct(), HANGING).equals("f"));
    wakeAndComeHome(leader, other);
  }

  @Test
  @Tag("thorough")
  void stoppedWithTheGateInItsHandsItLosesItAndTheOtherProcessWritesOn() throws SQLException {
    ChildJvm leader = processes.start(1_000_000, "stop:return.locked");
    ChildJvm other = outUntil(leader);
    goesOn(other);
    wakeAndComeHome(leader, other);
  }

  @Test
  void stoppedAfterTheCommitOfARoundItKnowsTheRoundAgainWhenItWakes() throws SQLException {
    ChildJvm leader = processes.start(1_000_000, "stop:round.committed");
    ChildJvm other = outUntil(leader);
    goesOn(other);
    wakeAndComeHome(leader, other);
  }
}
