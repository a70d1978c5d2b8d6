package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A table that cannot be carried stands still by itself. */
class StoppedTableTest {
  private static final String[] TABLES = {
    "CREATE TABLE good (id int PRIMARY KEY, v int)", "CREATE TABLE bad (id int PRIMARY KEY, v int)"
  };

  private static MirroredSite seeded() throws SQLException {
    MirroredSite site = MirroredSite.shared(TABLES);
    site.servers.onPrimary("INSERT INTO good VALUES (1, 1)", "INSERT INTO bad VALUES (1, 1)");
    assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
    return site;
  }

  /** As when somebody has added a constraint on one side. */
  private static void strike(MirroredSite site) throws SQLException {
    TwoServers.run(site.servers.fallback(), "ALTER TABLE bad ADD CONSTRAINT small CHECK (v < 100)");
    site.servers.onPrimary(
        "INSERT INTO good VALUES (2, 2)",
        "INSERT INTO bad VALUES (2, 1000), (3, 3)",
        "UPDATE bad SET v = 7 WHERE id = 1");
  }

  @Test
  void theOthersGoOnAndTheReportNamesItWithItsRows() throws SQLException {
    try (MirroredSite site = seeded()) {
      strike(site);
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.APPLIED);
      assertThat(report.stopped()).containsOnlyKeys("public.bad");
      assertThat(report.stopped().get("public.bad")).contains("small");
      assertThat(report.pending()).isEqualTo(3);
      assertThat(site.mirror.status().state()).isEqualTo(MirrorState.State.RUNNING);
      assertThat(site.mirror.status().reason()).contains("public.bad stands still");
      assertThat(site.mirror.status().pendingRows()).isEqualTo(3);
      assertSame(site, "good");
      assertThat(site.onFallback("SELECT id || ':' || v FROM bad")).containsExactly("1:1");
      site.servers.onPrimary("UPDATE good SET v = 5");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "good");
    }
  }

  @Test
  void itIsBroughtAnewOnceItCanBe() throws SQLException {
    try (MirroredSite site = seeded()) {
      strike(site);
      site.cycle();
      // Changed and gone again in the log's past, as far as the others are.
      site.servers.onPrimary("UPDATE bad SET v = 8 WHERE id = 3", "UPDATE good SET v = 6");
      site.cycle();
      TwoServers.run(site.servers.fallback(), "ALTER TABLE bad DROP CONSTRAINT small");
      site.decide();
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.APPLIED);
      assertThat(report.stopped()).isEmpty();
      assertThat(site.mirror.status().pendingRows()).isZero();
      assertSame(site, "good", "bad");
      site.servers.onPrimary("UPDATE bad SET v = 9 WHERE id = 3");
      site.cycle();
      assertSame(site, "bad");
    }
  }

  /** All tables are locked together, and the server does not say which one it refuses. */
  @Test
  void oneThatMayNotBeReadAnyMoreIsNamedAndTheOthersGoOn() throws SQLException {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("REVOKE ALL ON bad FROM primary_owner", "UPDATE good SET v = 5");
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.APPLIED);
      assertThat(report.stopped()).containsOnlyKeys("public.bad");
      assertThat(report.stopped().get("public.bad")).contains("permission denied");
      assertSame(site, "good");
      site.servers.onPrimary("GRANT ALL ON bad TO primary_owner", "UPDATE bad SET v = 9");
      site.decide();
      site.mirror.close();
      site.mirror = site.mirror(StepHook.NONE);
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "good", "bad");
    }
  }

  @Test
  void theFirstSeedGoesOnWithoutIt() throws SQLException {
    try (MirroredSite site = MirroredSite.shared(TABLES)) {
      TwoServers.run(
          site.servers.fallback(), "ALTER TABLE bad ADD CONSTRAINT small CHECK (v < 100)");
      site.servers.onPrimary("INSERT INTO good VALUES (1, 1)", "INSERT INTO bad VALUES (1, 1000)");
      CycleReport report = site.cycle();
      assertThat(report.state()).isIn(State.SEEDED, State.APPLIED);
      assertThat(report.stopped()).containsOnlyKeys("public.bad");
      assertSame(site, "good");
    }
  }
}
