package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no trigger sees is noticed by the catalog. */
class DriftTest {
  private static final String[] TABLES = {
    "CREATE TABLE t (id int PRIMARY KEY, v int)",
    "CREATE TABLE quiet (id int PRIMARY KEY)",
    "CREATE TABLE p (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
    "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100)"
  };

  private static MirroredSite seeded() throws SQLException {
    MirroredSite site = MirroredSite.shared(TABLES);
    site.servers.onPrimary(
        "INSERT INTO t SELECT i, i FROM generate_series(1, 50) i",
        "INSERT INTO p SELECT i, i FROM generate_series(1, 50) i",
        "INSERT INTO quiet VALUES (1)");
    assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
    return site;
  }

  @Test
  void aTruncatedTableIsBroughtAsAWhole() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("TRUNCATE t", "INSERT INTO t VALUES (7, 7)");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t", "p", "quiet");
      assertThat(site.reseeded).containsExactly("t");
      site.servers.onPrimary("TRUNCATE p1");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "p");
    }
  }

  @Test
  void writesUnderADisabledTriggerArriveAndTheCaptureIsAskedFor() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary(
          "BEGIN; ALTER TABLE t DISABLE TRIGGER USER; UPDATE t SET v = -v; DELETE FROM t WHERE id = 9;"
              + " ALTER TABLE t ENABLE TRIGGER USER; COMMIT");
      assertThat(site.cycleDeciding().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
      assertThat(site.reseeded).containsExactly("t");
      site.servers.onPrimary("ALTER TABLE t DISABLE TRIGGER USER");
      assertThat(site.cycle().state()).isEqualTo(State.STALE);
    }
  }

  @Test
  void aTableMadeAnewIsBroughtAsAWhole() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary(
          "DROP TABLE t",
          "CREATE TABLE t (id int PRIMARY KEY, v int)",
          "INSERT INTO t VALUES (1000, 1000)");
      assertThat(site.cycle().state()).isEqualTo(State.STALE);
      assertThat(site.cycleDeciding().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t", "quiet");
      site.servers.onPrimary("INSERT INTO t VALUES (1001, 1)");
      site.cycle();
      assertSame(site, "t");
    }
  }

  @Test
  void anAttachedPartitionArrivesAndADetachedOneGoes() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.migrate("CREATE TABLE p2 (LIKE p INCLUDING ALL)");
      site.servers.onPrimary(
          "INSERT INTO p2 VALUES (150, 1), (151, 2)",
          "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (100) TO (200)");
      TwoServers.run(
          site.servers.fallback(),
          "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (100) TO (200)");
      assertThat(site.cycleDeciding().state()).isEqualTo(State.APPLIED);
      assertSame(site, "p");
      site.servers.onPrimary("INSERT INTO p VALUES (160, 3)", "UPDATE p2 SET v = 9 WHERE id = 150");
      site.cycleDeciding();
      assertSame(site, "p");
      site.servers.onPrimary("ALTER TABLE p DETACH PARTITION p1");
      site.cycleDeciding();
      assertSame(site, "p");
      assertThat(site.onFallback("SELECT count(*) FROM p")).containsExactly("3");
    }
  }

  @Test
  void aRewriteBetweenSnapshotAndReadWaitsForTheCycle() throws Exception {
    try (MirroredSite site = seeded()) {
      List<Exception> refused = new ArrayList<>();
      site.mirror.close();
      StepHook rewriting =
          step -> {
            if (step.equals("cycle.snapshot")) {
              try (Connection connection = site.servers.primary().open();
                  Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '200ms'");
                statement.execute("CLUSTER t USING t_pkey");
              } catch (SQLException e) {
                refused.add(e);
              }
            }
          };
      site.mirror = site.mirror(rewriting);
      site.servers.onPrimary("UPDATE t SET v = v + 1");
      site.cycle();
      assertSame(site, "t");
      assertThat(refused).hasSize(1);
      assertThat(((SQLException) refused.get(0)).getSQLState()).isEqualTo("55P03");
    }
  }

  @Test
  void aColumnMoreOnThePrimaryNeedsANewDecision() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("ALTER TABLE t ADD COLUMN w int DEFAULT 3");
      assertThat(site.cycle().state()).isEqualTo(State.STALE);
      TwoServers.run(site.servers.fallback(), "ALTER TABLE t ADD COLUMN w int DEFAULT 3");
      assertThat(site.cycleDeciding().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
    }
  }

  @Test
  void anIndexAndAnAnalysisAreNoReasonToBringATableAgain() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary(
          "CREATE INDEX ON t (v)", "ANALYZE t", "GRANT SELECT ON t TO primary_other");
      assertThat(site.cycle().state()).isEqualTo(State.IDLE);
      assertThat(site.reseeded).isEmpty();
    }
  }
}
