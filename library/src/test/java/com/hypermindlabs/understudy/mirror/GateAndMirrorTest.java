package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An apply never overwrites what was written after the gate had opened. */
class GateAndMirrorTest {
  private interface Action {
    void run() throws SQLException;
  }

  private static StepHook at(String wanted, Action action) {
    return step -> {
      if (step.equals(wanted)) {
        try {
          action.run();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static StepHook opening(MirroredSite site, String wanted) {
    return at(
        wanted,
        () -> {
          site.servers.openGate();
          site.servers.asApplication("UPDATE t SET v = 'degraded'");
        });
  }

  private static MirroredSite seeded() throws SQLException {
    MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY, v text)");
    site.servers.onPrimary("INSERT INTO t VALUES (1, 'old')");
    site.cycle();
    site.mirror.close();
    return site;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cycle.snapshot", "cycle.staged", "cycle.registered"})
  void aGateThatOpensBeforeTheApplyKeepsItOut(String step) throws Exception {
    try (MirroredSite site = seeded()) {
      long epoch = site.epoch();
      site.servers.onPrimary("UPDATE t SET v = 'new'");
      try (Mirror mirror = site.mirror(opening(site, step))) {
        assertThat(mirror.cycle(site.verdicts, epoch).state()).isEqualTo(State.NOT_MIRRORING);
      }
      assertThat(site.onFallback("SELECT v FROM t")).containsExactly("degraded");
    }
  }

  @Test
  void aGateThatOpensDuringTheApplyEndsIt() throws Exception {
    try (MirroredSite site = seeded()) {
      long epoch = site.epoch();
      site.servers.onPrimary("UPDATE t SET v = 'new'");
      try (Mirror mirror = site.mirror(opening(site, "cycle.applied"))) {
        assertThatThrownBy(() -> mirror.cycle(site.verdicts, epoch))
            .isInstanceOfSatisfying(
                MirrorException.class, e -> assertThat(e.connectionLost()).isTrue());
        assertThat(mirror.status().state()).isEqualTo(MirrorState.State.STOPPED);
      }
      assertThat(site.onFallback("SELECT v FROM t")).containsExactly("degraded");
    }
  }

  @Test
  void aSiteWhoseGateOpensAsItLearnsThatItWasDroppedKnowsItAfterwards() throws Exception {
    try (MirroredSite site = seeded()) {
      long epoch = site.epoch();
      site.servers.onPrimary(
          "UPDATE " + site.names.of("site") + " SET dropped = 'away'",
          "INSERT INTO t VALUES (2, 'new')",
          "DELETE FROM " + site.names.of("recent"));
      try (Mirror mirror = site.mirror(at("cycle.snapshot", site.servers::openGate))) {
        assertThat(mirror.cycle(site.verdicts, epoch).state()).isEqualTo(State.NOT_MIRRORING);
      }
      site.closeGate();
      site.mirror = site.mirror(StepHook.NONE);
      site.cycle();
      assertThat(site.onFallback("SELECT id FROM t ORDER BY 1")).containsExactly("1", "2");
      assertSame(site, "t");
    }
  }

  @Test
  void nothingIsMirroredWhileTheGateIsOpenOrUnderAnotherEpoch() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("UPDATE t SET v = 'new'");
      assertThat(site.mirror.cycle(site.verdicts, site.epoch() + 1).state())
          .isEqualTo(State.NOT_MIRRORING);
      site.servers.openGate();
      assertThat(site.cycle().state()).isEqualTo(State.NOT_MIRRORING);
      assertThat(site.onFallback("SELECT v FROM t")).containsExactly("old");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGateThatOpensDuringTheFirstSeedTakesOverEmpty(boolean backedUp) throws Exception {
    try (MirroredSite site =
            MirroredSite.shared(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)",
                "CREATE TABLE country (id int PRIMARY KEY)",
                "INSERT INTO country VALUES (1)");
        Connection dump = site.servers.fallbackOwner().connect()) {
      site.servers.onPrimary("INSERT INTO t VALUES (1, 'old')", "INSERT INTO u VALUES (1, 1)");
      site.mirror.close();
      long epoch = site.epoch();
      StepHook opening =
          at(
              "seed.copied",
              () -> {
                assertThat(site.onFallback("SELECT count(*) FROM t")).containsExactly("1");
                dump.setAutoCommit(false);
                if (backedUp) {
                  TwoServers.rows(dump, "SELECT FROM t, understudy.gate");
                }
                site.servers.openGate();
              });
      try (Mirror mirror = site.mirror(opening)) {
        assertThat(mirror.cycle(site.verdicts, epoch).state()).isEqualTo(State.NOT_MIRRORING);
      }
      assertThat(site.onFallback("SELECT count(*) FROM t")).containsExactly("0");
      assertThat(site.onFallback("SELECT count(*) FROM u")).containsExactly("0");
      // What a migration has put there, it will not put there again.
      assertThat(site.onFallback("SELECT count(*) FROM country")).containsExactly("1");
      assertThat(site.onFallback("SELECT as_of IS NULL, seeding FROM understudy.mirror"))
          .containsExactly("t|f");
    }
  }

  @Test
  void keysOfAReturnAreReadAgain() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("INSERT INTO t VALUES (2, 'two'), (3, 'three')");
      site.cycle();
      site.servers.openGate();
      site.servers.asApplication(
          "UPDATE t SET v = 'here' WHERE id = 1",
          "DELETE FROM t WHERE id = 2",
          "INSERT INTO t VALUES (4, 'born here')");
      // As a return does that could bring home none of it.
      TwoServers.run(
          site.servers.fallback(),
          "DO $$ DECLARE j text; BEGIN FOR j IN SELECT format('understudy.journal_%s', n)"
              + " FROM understudy.covered LOOP EXECUTE 'UPDATE ' || j || ' SET settled = true,"
              + " held = true'; END LOOP; END $$");
      long epoch = site.epoch();
      try (Closing closing = site.servers.gate().beginClosing(Duration.ofSeconds(5))) {
        Journal.empty(closing.connection());
        closing.close(epoch, "returned");
      }
      assertThat(site.onFallback("SELECT count(*) FROM understudy.refresh")).containsExactly("3");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
      assertThat(site.onFallback("SELECT count(*) FROM understudy.refresh")).containsExactly("0");
      assertThat(site.reseeded).isEmpty();
    }
  }
}
