package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorTest {
  @Test
  void theFirstCycleCopiesEverythingAndLaterOnesBringWhatChanged() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v text)",
            "CREATE TABLE u (a int, b text, v numeric, PRIMARY KEY (b, a))")) {
      carries(site);
    }
  }

  @Test
  void serversOfDifferentVersionsAreMirroredEitherWay() throws Exception {
    Assumptions.assumeTrue(TestServer.installed().isPresent());
    try (TestServer old = TestServer.start(TestServer.installed().orElseThrow())) {
      String[] tables = {
        "CREATE TABLE t (id int PRIMARY KEY, v text)",
        "CREATE TABLE u (a int, b text, v numeric, PRIMARY KEY (b, a))"
      };
      try (MirroredSite site = MirroredSite.on(old, TestServer.shared(), tables)) {
        carries(site);
      }
      try (MirroredSite site = MirroredSite.on(TestServer.shared(), old, tables)) {
        carries(site);
      }
    }
  }

  private static void carries(MirroredSite site) throws Exception {
    site.servers.onPrimary(
        "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 1000) i",
        "INSERT INTO u SELECT i, E'k\\'\\\\' || i, i / 7.0 FROM generate_series(1, 100) i");
    assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
    assertSame(site, "t", "u");
    SeedProgress last = site.progress.get(site.progress.size() - 1);
    assertThat(last.tablesDone()).isEqualTo(2);
    assertThat(last.rows()).isEqualTo(1100);

    assertThat(site.cycle().state()).isEqualTo(State.IDLE);
    site.servers.onPrimary(
        "UPDATE t SET v = v || '!' WHERE id % 10 = 0",
        "DELETE FROM t WHERE id % 10 = 1",
        "INSERT INTO t VALUES (2000, NULL)",
        "UPDATE u SET b = b || 'x' WHERE a < 5");
    CycleReport report = site.cycle();
    assertThat(report.state()).isEqualTo(State.APPLIED);
    assertThat(report.rows()).isEqualTo(100 + 100 + 1 + 8);
    assertSame(site, "t", "u");
    site.servers.onPrimary(
        "INSERT INTO t SELECT i, 'more' FROM generate_series(3000, 3999) i",
        "DELETE FROM t WHERE id < 900 AND id <> 2",
        "UPDATE t SET id = -id WHERE id > 3500");
    assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
    assertSame(site, "t", "u");
    assertThat(site.reseeded).isEmpty();
    assertThat(site.mirror.status().state()).isEqualTo(MirrorState.State.RUNNING);
  }

  @Test
  void tablesOfEveryKindAreCarried() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE always (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)",
            "CREATE TABLE beside (k text PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY)",
            "CREATE TABLE computed (id serial PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2)"
                + " STORED)",
            "CREATE TABLE keyed (a int, b int, PRIMARY KEY (a, b))",
            "CREATE TABLE part (id int, at date, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
            "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
            "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')"
                + " PARTITION BY LIST (id)",
            "CREATE TABLE part_2_a PARTITION OF part_2 FOR VALUES IN (1, 2)",
            "CREATE TABLE part_2_b PARTITION OF part_2 DEFAULT",
            "CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree ON DELETE CASCADE)",
            "CREATE TABLE leaf (id int PRIMARY KEY, tree int NOT NULL REFERENCES tree)",
            "CREATE TABLE \"Od\"\"d\" (\"K e\"\"y\" int PRIMARY KEY, \"select\" text)")) {
      site.servers.onPrimary(
          "INSERT INTO always (v) SELECT 'x' FROM generate_series(1, 10)",
          "INSERT INTO beside (k) SELECT 'k' || i FROM generate_series(1, 5) i",
          "INSERT INTO computed (a) SELECT i FROM generate_series(1, 10) i",
          "INSERT INTO keyed SELECT i, i FROM generate_series(1, 10) i",
          "INSERT INTO part SELECT i, date '2020-06-01' + i * 30, 'p' FROM generate_series(1, 15) i",
          "INSERT INTO tree SELECT i, nullif(i / 2, 0) FROM generate_series(1, 20) i",
          "INSERT INTO leaf SELECT i, i FROM generate_series(1, 20) i",
          "INSERT INTO \"Od\"\"d\" VALUES (1, 'one')");
      String[] all = {
        "always", "beside", "computed", "keyed", "part", "tree", "leaf", "\"Od\"\"d\""
      };
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      assertSame(site, all);
      site.servers.onPrimary(
          "INSERT INTO always (v) VALUES ('later')",
          "UPDATE always SET v = 'changed' WHERE id = 3",
          "DELETE FROM beside WHERE k = 'k2'",
          "INSERT INTO beside (k) VALUES ('k2')",
          "UPDATE computed SET a = -a",
          "UPDATE keyed SET b = b + 1",
          "UPDATE part SET at = at + 200 WHERE id < 6",
          "UPDATE part_2_b SET v = 'direct'",
          "DELETE FROM leaf WHERE id <= 10",
          "UPDATE leaf SET tree = 20",
          "DELETE FROM tree WHERE id = 3",
          "UPDATE \"Od\"\"d\" SET \"select\" = E'tab\\tback\\\\slash'");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, all);
      assertThat(site.reseeded).isEmpty();
    }
  }

  @Test
  void swappedValuesOfAUniqueColumnArrive() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE e (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&)"
                + " DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE x (id int PRIMARY KEY, v text)",
            "CREATE UNIQUE INDEX ON x (lower(v))")) {
      site.servers.onPrimary(
          "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)",
          "INSERT INTO e VALUES (1, '[1,5)'), (2, '[5,9)')",
          "INSERT INTO x VALUES (1, 'A'), (2, 'B')");
      site.cycle();
      site.servers.onPrimary(
          "UPDATE t SET u = 4 - u",
          "UPDATE e SET r = CASE id WHEN 1 THEN int4range(5, 9) ELSE int4range(1, 5) END",
          "UPDATE x SET v = 'c' WHERE id = 1",
          "UPDATE x SET v = 'a' WHERE id = 2",
          "UPDATE x SET v = 'b' WHERE id = 1");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t", "e", "x");
    }
  }

  @Test
  void whatIsNotCommittedStaysAwayAndComesWithItsCommitHoweverLate() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY, v int)");
        Connection slow = site.servers.primary().open();
        Statement late = slow.createStatement()) {
      site.cycle();
      slow.setAutoCommit(false);
      late.execute("INSERT INTO t VALUES (1, 1)");
      late.execute("SAVEPOINT a");
      late.execute("INSERT INTO t VALUES (2, 2)");
      late.execute("ROLLBACK TO a");
      late.execute("SAVEPOINT b");
      late.execute("INSERT INTO t VALUES (3, 3)");
      for (int i = 10; i < 14; i++) {
        site.servers.onPrimary("INSERT INTO t VALUES (" + i + ", 0)");
        site.cycle();
      }
      assertThat(site.onFallback("SELECT id FROM t ORDER BY 1"))
          .containsExactly("10", "11", "12", "13");
      slow.commit();
      site.cycle();
      assertSame(site, "t");
      assertThat(site.onFallback("SELECT id FROM t ORDER BY 1")).startsWith("1", "3", "10");
      assertThat(site.reseeded).isEmpty();
    }
  }

  @Test
  void theFirstSeedWaitsForNobodyAndWhatWasOpenThenComesWithItsCommit() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY, v int)");
        Connection slow = site.servers.primary().open();
        Statement late = slow.createStatement()) {
      slow.setAutoCommit(false);
      late.execute("INSERT INTO t VALUES (1, 1)");
      site.servers.onPrimary("INSERT INTO t VALUES (2, 2)");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      assertThat(site.onFallback("SELECT id FROM t")).containsExactly("2");
      late.execute("INSERT INTO t SELECT generate_series(1001, 1600), 0"); // keeps the log small
      slow.commit();
      site.cycle();
      assertSame(site, "t");
      assertThat(site.onFallback("SELECT count(*) FROM t")).containsExactly("602");
      assertThat(site.reseeded).isEmpty();
    }
  }

  @Test
  void aFallbackThatHasRowsIsMadeEqualToThePrimary() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v text, u int UNIQUE)",
            "CREATE TABLE s (id int PRIMARY KEY, v text)")) {
      for (String table : new String[] {"t", "s"}) {
        site.servers.onPrimary(
            "INSERT INTO " + table + " SELECT i, 'primary' FROM generate_series(1, 100) i");
        TwoServers.run(
            site.servers.fallback(),
            "INSERT INTO " + table + " SELECT i, 'older' FROM generate_series(50, 150) i");
      }
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t", "s");
      assertThat(site.reseeded).containsExactlyInAnyOrder("t", "s");
    }
  }

  /** A limit would keep a table that is large, or behind a slow link, from ever being copied. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyTakesAsLongAsItTakes(boolean first) throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY)")) {
      site.servers.onPrimary("INSERT INTO t SELECT generate_series(1, 10)");
      if (!first) {
        TwoServers.run(site.servers.fallback(), "INSERT INTO t VALUES (99)");
      }
      TwoServers.run(
          site.servers.fallback(),
          "CREATE FUNCTION limits() RETURNS text LANGUAGE sql AS"
              + " $$ SELECT current_setting('statement_timeout') $$",
          "ALTER TABLE t ADD CHECK (id = 99 OR limits() = '0')");
      assertThat(site.cycle().state()).isEqualTo(first ? State.SEEDED : State.APPLIED);
      assertSame(site, "t");
    }
  }

  @Test
  void anIdleCycleSaysThatTheDataIsOfNow() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY)")) {
      CycleReport first = site.cycle();
      CycleReport second = site.cycle();
      assertThat(second.state()).isEqualTo(State.IDLE);
      assertThat(second.asOf()).isAfter(first.asOf());
      assertThat(site.onFallback("SELECT as_of IS NOT NULL, seeding FROM understudy.mirror"))
          .containsExactly("t|f");
    }
  }

  @Test
  void theLogIsKeptForWhatTheFallbackHasNotGotYetAndPrunedAfterwards() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY)")) {
      site.cycle();
      String change = site.names.of("recent");
      site.servers.onPrimary("INSERT INTO t SELECT generate_series(1, 100)");
      site.cycle();
      site.servers.onPrimary("INSERT INTO t VALUES (0)");
      // One behind: a crash of the fallback's side may make the last cycle be taken again.
      site.mirror.close();
      site.mirror = site.mirror(StepHook.NONE);
      site.cycle();
      assertThat(site.onPrimary("SELECT count(*) <= 1 FROM " + change)).containsExactly("t");
      assertSame(site, "t");
    }
  }
}
