package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a migration changes on the fallback is read from the primary again, whatever the migration
 * keeps from noticing it. The process that migrates does so on the primary first, and the leader's
 * cycle may come in between.
 */
class UnseenMigrationTest {
  private static MirroredSite seeded() throws Exception {
    MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v int)",
            "CREATE TABLE p (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
            "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (100)"
                + " PARTITION BY RANGE (id)",
            "CREATE TABLE p_1_1 PARTITION OF p_1 FOR VALUES FROM (0) TO (10)");
    site.servers.onPrimary("INSERT INTO t VALUES (1, 10)", "INSERT INTO p VALUES (1, 10)");
    assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
    return site;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t DISABLE TRIGGER USER; UPDATE t SET v = v + 1; ALTER TABLE t ENABLE TRIGGER"
            + " USER",
        "ALTER TABLE t ALTER COLUMN v TYPE int USING v + 1",
        "ALTER TABLE t DROP COLUMN v, ADD COLUMN v int DEFAULT 0",
        "ALTER TABLE p_1_1 DISABLE TRIGGER USER; UPDATE p SET v = v + 1; ALTER TABLE p_1_1 ENABLE"
            + " TRIGGER USER",
        "ALTER TABLE p ALTER COLUMN v TYPE int USING v + 1"
      })
  void whatFiresNoTriggerIsReadAgain(String migration) throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary(migration);
      site.servers.onPrimary("UPDATE t SET v = v + 5", "UPDATE p SET v = v + 5");
      site.cycleDeciding();
      TwoServers.run(site.servers.migration(), migration);
      site.decide();
      site.cycleDeciding();
      assertSame(site, "t", "p");
      site.reseeded.clear();
      site.decide();
      assertThat(site.cycle().state()).isEqualTo(State.IDLE);
      assertThat(site.reseeded).isEmpty();
    }
  }

  /**
   * By their names, which the primary had exchanged already, values came into the other column;
   * there the migration takes them back.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t RENAME v TO x; ALTER TABLE t RENAME w TO v; ALTER TABLE t RENAME x TO w",
        "ALTER TABLE p RENAME v TO x; ALTER TABLE p RENAME w TO v; ALTER TABLE p RENAME x TO w"
      })
  void columnsThatExchangeTheirNamesAreReadAgain(String migration) throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.migrate(
          "ALTER TABLE t ADD COLUMN w int DEFAULT 0", "ALTER TABLE p ADD COLUMN w int DEFAULT 0");
      site.decide();
      site.cycleDeciding();
      site.servers.onPrimary(migration);
      site.cycleDeciding();
      TwoServers.run(site.servers.migration(), migration);
      site.decide();
      site.cycleDeciding();
      assertSame(site, "t", "p");
    }
  }

  /** Several releases change the names, each in a start of its own, and no cycle comes between. */
  @Test
  void columnsThatExchangeTheirNamesStepByStepAreReadAgain() throws Exception {
    String[] steps = {
      "ALTER TABLE t RENAME v TO x", "ALTER TABLE t RENAME w TO v", "ALTER TABLE t RENAME x TO w"
    };
    try (MirroredSite site = seeded()) {
      site.servers.migrate("ALTER TABLE t ADD COLUMN w int DEFAULT 0");
      site.decide();
      site.cycleDeciding();
      site.servers.onPrimary(steps);
      site.cycleDeciding();
      for (String step : steps) {
        TwoServers.run(site.servers.migration(), step);
        site.decide();
      }
      site.cycleDeciding();
      assertSame(site, "t");
    }
  }

  @Test
  void whereAnEarlierBuildHasLookedNothingIsBrought() throws Exception {
    try (MirroredSite site = seeded()) {
      TwoServers.run(site.servers.fallback(), "ALTER TABLE understudy.stored DROP COLUMN names");
      site.decide();
      assertThat(site.cycleDeciding().state()).isEqualTo(State.IDLE);
      assertThat(site.reseeded).isEmpty();
      assertThat(site.onFallback("SELECT count(*) FROM understudy.stored WHERE names IS NULL"))
          .containsExactly("0");
    }
  }

  /**
   * Whose triggers a migration may keep from firing by the replica role: a superuser's on the
   * primary.
   */
  @Test
  void whatIsWrittenInTheReplicaRoleIsReadAgain() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.onPrimary("UPDATE t SET v = v + 6", "UPDATE p SET v = v + 6");
      site.cycleDeciding();
      TwoServers.run(
          site.servers.migration(),
          "SET session_replication_role = replica",
          "UPDATE t SET v = v + 1",
          "UPDATE p SET v = v + 1",
          "RESET session_replication_role");
      site.reseeded.clear();
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t", "p");
      assertThat(site.reseeded).containsExactlyInAnyOrder("t", "p");
    }
  }

  @Test
  void whatOnlyLooksAtATableIsNoReasonToReadItAgain() throws Exception {
    try (MirroredSite site = seeded()) {
      site.servers.migrate("CREATE INDEX ON t (v)", "ANALYZE t", "COMMENT ON TABLE p IS 'many'");
      site.decide();
      assertThat(site.cycleDeciding().state()).isEqualTo(State.IDLE);
      assertThat(site.reseeded).isEmpty();
      assertThat(site.onFallback("SELECT * FROM understudy.refresh")).isEmpty();
    }
  }
}
