package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A first seed that broke off, and is not simply continued. */
class BrokenSeedTest {
  private static void breakOff(MirroredSite site) throws Exception {
    breakOff(site, "seed.table.committed", 1);
  }

  private static void breakOff(MirroredSite site, String at, int times) throws Exception {
    AtomicInteger reached = new AtomicInteger();
    try (Mirror failing =
        site.mirror(
            step -> {
              if (step.equals(at) && reached.incrementAndGet() >= times) {
                throw new IllegalStateException("killed");
              }
            })) {
      assertThatThrownBy(() -> failing.cycle(site.verdicts, site.epoch()))
          .hasStackTraceContaining("killed");
    }
    assertThat(site.onFallback("SELECT seeding FROM understudy.mirror")).containsExactly("t");
  }

  /** Nearly every application has a migration that inserts some. */
  @Test
  void rowsOfAMigrationDoNotCostTheOtherTablesTheirRestart() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE a (id int PRIMARY KEY)",
            "CREATE TABLE b (id int PRIMARY KEY)",
            "CREATE TABLE country (id int PRIMARY KEY, v text)",
            "INSERT INTO country VALUES (1, 'by a migration')")) {
      site.servers.onPrimary(
          "INSERT INTO a SELECT generate_series(1, 1000)",
          "INSERT INTO b SELECT generate_series(1, 1000)",
          "UPDATE country SET v = 'of the primary'");
      breakOff(site, "seed.table.committed", 2);
      assertThat(site.progress).isNotEmpty();
      site.servers.onPrimary("DELETE FROM a WHERE id = 1");
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.SEEDED);
      assertThat(report.rows()).isEqualTo(2);
      assertThat(site.reseeded).containsExactly("country");
      assertSame(site, "a", "b", "country");
    }
  }

  /** As a migration that runs while the first seed does. */
  @Test
  void rowsThatComeWhileItIsBrokenOffAreReplaced() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)")) {
      site.servers.onPrimary("INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)");
      breakOff(site, "seed.begun", 1);
      TwoServers.run(site.servers.migration(), "INSERT INTO b VALUES (1), (2)");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      assertSame(site, "a", "b");
    }
  }

  /** The primary's server ends a transaction that waits for the removal for 30 s. */
  @Test
  void noTransactionOfThePrimaryWaitsWhileItsLeftoversAreRemoved() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v int)",
            "CREATE TABLE u (id int PRIMARY KEY, v int)")) {
      site.servers.onPrimary("INSERT INTO t VALUES (1)", "INSERT INTO u VALUES (1)");
      breakOff(site);
      site.servers.migrate("ALTER TABLE t ADD COLUMN w int", "ALTER TABLE u ADD COLUMN w int");
      site.decide();
      for (String table : new String[] {"t", "u"}) {
        TwoServers.run(
            site.servers.fallback(),
            "CREATE FUNCTION waits_"
                + table
                + "() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                + " IF EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                + " WHERE d.datname = '"
                + site.servers.primaryOwner().name()
                + "' AND l.locktype = 'relation') THEN RAISE 'a transaction waits'; END IF;"
                + " RETURN NULL; END$$",
            "CREATE TRIGGER waits BEFORE DELETE ON "
                + table
                + " FOR EACH STATEMENT EXECUTE FUNCTION waits_"
                + table
                + "()",
            "ALTER TABLE " + table + " ENABLE ALWAYS TRIGGER waits");
      }
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.SEEDED);
      assertThat(report.stopped()).isEmpty();
      assertSame(site, "t", "u");
    }
  }
}
