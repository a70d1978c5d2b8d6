package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteFile;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process that turns a site dies at each step; the next start stands where the gate stands. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // they wait more than they compute
class CrashedTurnTest {
  private static final EnumSet<TurnChild.Step> GATE_OPEN =
      EnumSet.of(
          TurnChild.Step.AFTER_GATE, TurnChild.Step.BEFORE_CONFIRM, TurnChild.Step.AFTER_ALL);

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_GATE", "AFTER_GATE"})
  void theNextStartFollowsTheGateThoughThePrimaryIsHealthy(TurnChild.Step step) throws Exception {
    diesAndGoesOn(step);
  }

  @ParameterizedTest
  @Tag("thorough")
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BEFORE_GATE", "AFTER_GATE"})
  void soItDoesAfterADeathAtAnyOtherStep(TurnChild.Step step) throws Exception {
    diesAndGoesOn(step);
  }

  private static void diesAndGoesOn(TurnChild.Step step) throws Exception {
    boolean open = GATE_OPEN.contains(step);
    try (TestServer primary = TestServer.start();
        TestSite site = TestSite.create()) {
      site.start(primary).close(); // provisions, migrates, leaves
      die(site, step);
      try (Understudy understudy = site.start(primary)) {
        StatusReport status = understudy.status();
        assertThat(status.mode()).isEqualTo(open ? Mode.DEGRADED : Mode.NORMAL);
        assertThat(status.route().epoch()).isEqualTo(open ? 1 : 0);
        assertThat(status.primary().healthy()).isTrue();
        write(understudy);
      }
      // The fallback cannot be read: only what route.json remembers protects what was written
      // there.
      Provisioner fallback =
          new Provisioner(TestSite.fallback(true), site.folder(), ProgressListener.SILENT);
      fallback.stop();
      site.breakFallback();
      boolean mayHoldWrites = open || step == TurnChild.Step.BEFORE_GATE;
      try (Understudy understudy = site.start(primary)) {
        assertThat(understudy.status().mode()).isEqualTo(mayHoldWrites ? Mode.OUTAGE : Mode.NORMAL);
        if (mayHoldWrites) {
          assertThat(understudy.status().route().reason()).contains("may hold writes");
          assertThatThrownBy(() -> understudy.failOver("in an outage"))
              .hasMessageContaining("may hold writes");
          assertThatThrownBy(() -> write(understudy))
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        }
      }
      site.mendFallback();
      try (Understudy understudy = site.start(primary)) {
        assertThat(understudy.status().mode()).isEqualTo(open ? Mode.DEGRADED : Mode.NORMAL);
      }
    }
  }

  @Test
  void aTurnThatNeverCameAboutIsForgottenAfterAWhile() throws Exception {
    try (TestServer primary = TestServer.start();
        TestSite site = TestSite.create()) {
      site.start(primary).close();
      die(site, TurnChild.Step.BEFORE_GATE);
      RouteFile file = RouteFile.in(site.folder());
      RouteRecord record = file.read().orElseThrow();
      RouteRecord.Intent intent = record.intent();
      file.write(
          record.intending(
              new RouteRecord.Intent(
                  intent.epoch(),
                  intent.mode(),
                  intent.since().minus(Duration.ofMinutes(2)),
                  intent.reason(),
                  intent.ordered())));
      try (Understudy understudy = site.start(primary)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> understudy.status().route().epoch() == intent.epoch());
        assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
        write(understudy);
        assertThat(file.read().orElseThrow().intent()).isNull();
      }
      new Provisioner(TestSite.fallback(true), site.folder(), ProgressListener.SILENT).stop();
      site.breakFallback();

      try (Understudy understudy = site.start(primary)) {
        assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
        write(understudy);
      }
    }
  }

  private static void die(TestSite site, TurnChild.Step step) {
    try (ChildJvm child =
        LibraryProcess.of(TurnChild.class, site.folder().toString(), step.name()).start()) {
      child.awaitLine("DYING"::equals, Duration.ofSeconds(60));
      assertThat(child.awaitExit(Duration.ofSeconds(10))).isEqualTo(137);
    }
  }

  private static void write(Understudy understudy) throws SQLException {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (1, '') ON CONFLICT DO NOTHING");
    }
  }
}
