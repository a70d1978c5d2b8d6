package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed with SIGKILL at each step; the next mirror goes on from there. */
@Tag("slow")
@Tag("thorough")
class KilledMirrorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static MirroredSite filled() throws SQLException {
    MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE a (id serial PRIMARY KEY, v int)",
            "CREATE TABLE b (id int PRIMARY KEY, v int UNIQUE)",
            "CREATE TABLE c (id int PRIMARY KEY, v int)");
    for (String table : new String[] {"a", "b", "c"}) {
      site.servers.onPrimary(
          "INSERT INTO " + table + " SELECT i, i FROM generate_series(1, 200) i");
    }
    return site;
  }

  private static void killAt(MirroredSite site, String step) {
    try (ChildJvm child =
        LibraryProcess.of(MirrorChild.class, MirrorChild.arguments(site, step)).start()) {
      child.awaitLine(line -> line.equals("AT " + step), PATIENCE);
      child.kill();
    }
  }

  private static Identity identity(MirroredSite site) throws SQLException {
    try (Connection connection = site.servers.primary().open()) {
      return site.mirror.identity(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed.registered",
        "seed.begun",
        "seed.table",
        "seed.table.committed",
        "seed.copied",
        "sequence.drawn",
        "sequence.bound",
        "cycle.snapshot",
        "cycle.registered",
        "cycle.applied",
        "cycle.committed"
      })
  void aFirstSeedIsContinued(String step) throws Exception {
    try (MirroredSite site = filled()) {
      killAt(site, step);
      site.servers.onPrimary(
          "UPDATE a SET v = -v WHERE id < 50",
          "DELETE FROM b WHERE id % 7 = 0",
          "UPDATE c SET id = id + 1000 WHERE id > 190",
          "INSERT INTO a (id, v) VALUES (5000, 1)");
      State state = site.cycle().state();
      assertThat(state).isIn(State.SEEDED, State.APPLIED);
      assertSame(site, "a", "b", "c");
      assertThat(site.reseeded).isEmpty();
      assertThat(site.onFallback("SELECT seeding FROM understudy.mirror")).containsExactly("f");
      assertThat(identity(site)).isEqualTo(Identity.SAME);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cycle.snapshot",
        "cycle.staged",
        "cycle.registered",
        "cycle.applied",
        "cycle.committed"
      })
  void aCycleIsTakenAgainOrIsDone(String step) throws Exception {
    try (MirroredSite site = filled()) {
      site.cycle();
      String before = site.onFallback("SELECT sum(v) FROM a").get(0);
      site.servers.onPrimary("UPDATE a SET v = v + 1", "DELETE FROM b WHERE id < 10");
      killAt(site, step);
      assertThat(identity(site)).isEqualTo(Identity.SAME);
      assertThat(site.onFallback("SELECT sum(v) = " + before + " FROM a"))
          .containsExactly(step.equals("cycle.committed") ? "f" : "t");
      site.servers.onPrimary("UPDATE c SET v = v + 1");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "a", "b", "c");
      assertThat(site.reseeded).isEmpty();
    }
  }
}
