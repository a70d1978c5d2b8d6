package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import org.junit.jupiter.api.Test;

/** A first seed that broke off, and is not simply continued. */
class BrokenSeedTest {
  private static void breakOff(MirroredSite site) throws Exception {
    try (Mirror failing =
        site.mirror(
            step -> {
              if (step.equals("seed.table.committed")) {
                throw new IllegalStateException("killed");
              }
            })) {
      assertThatThrownBy(() -> failing.cycle(site.verdicts, site.epoch()))
          .hasStackTraceContaining("killed");
    }
    assertThat(site.onFallback("SELECT seeding FROM understudy.mirror")).containsExactly("t");
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
