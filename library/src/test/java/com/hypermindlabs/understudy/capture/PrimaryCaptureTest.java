package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

@Tag("slow")
class PrimaryCaptureTest {
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void everyKindOfWriteIsLogged(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "CREATE TABLE pair (a text, b int, PRIMARY KEY (b, a), t int REFERENCES t ON DELETE CASCADE"
              + " ON UPDATE CASCADE)");
      site.protect();
      site.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
      assertThat(site.logged()).containsExactly("t 1", "t 2");
      site.run("INSERT INTO t VALUES (1, 'x'), (3, 'c') ON CONFLICT (id) DO UPDATE SET v = 'd'");
      assertThat(site.logged()).containsExactly("t 1,1", "t 3");
      site.run("INSERT INTO t VALUES (1, 'x') ON CONFLICT DO NOTHING");
      assertThat(site.logged()).isEmpty();
      site.run(
          "MERGE INTO t USING (VALUES (2), (3), (4)) AS s (id) ON t.id = s.id"
              + " WHEN MATCHED AND s.id = 2 THEN DELETE"
              + " WHEN MATCHED THEN UPDATE SET v = 'm'"
              + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'n')");
      assertThat(site.logged()).containsExactly("t 2", "t 3,3", "t 4");
      site.run(
          "WITH gone AS (DELETE FROM t WHERE id = 4 RETURNING id), born AS (INSERT INTO t VALUES (5))"
              + " UPDATE t SET v = 'w' WHERE id = 1");
      assertThat(site.logged()).containsExactly("t 1,1", "t 4", "t 5");
      try (Connection connection = site.link().open()) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY t FROM STDIN", new StringReader("6\tcopied\n7\tcopied\n"));
      }
      assertThat(site.logged()).containsExactly("t 6", "t 7");
      site.run("INSERT INTO pair VALUES ('x,y', 1, 6), ('z', 2, 6), ('z', 3, 7)");
      assertThat(site.logged()).containsExactly("pair 1,x,y", "pair 2,z", "pair 3,z");
      site.run("UPDATE t SET id = 66 WHERE id = 6");
      assertThat(site.logged()).containsExactly("pair 1,x,y", "pair 2,z", "t 66,6");
      site.run("DELETE FROM t WHERE id = 66");
      assertThat(site.logged()).containsExactly("pair 1,x,y", "pair 2,z", "t 66");
      site.run("UPDATE pair SET b = b + 1");
      assertThat(site.logged()).containsExactly("pair 3,z", "pair 4,z");
      site.run("TRUNCATE t CASCADE");
      assertThat(site.logged()).containsExactly("pair all", "t all");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void keysOfALargeStatementShareEntries(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (other text, id text PRIMARY KEY)",
          "CREATE TABLE wide (other text, id bigint PRIMARY KEY)",
          "CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b))");
      site.protect();
      for (String table : new String[] {"t", "wide"}) {
        for (int rows : new int[] {31, 32, 33, 64, 65, 1000}) {
          String all = "FROM generate_series(0, " + (rows - 1) * 3 + ", 3) i";
          for (String statement :
              new String[] {
                "INSERT INTO " + table + " SELECT 'x', i " + all, "DELETE FROM " + table
              }) {
            site.run(statement);
            List<String> logged = site.logged();
            assertThat(logged.size())
                .as("%s: %s", statement, logged)
                .isLessThanOrEqualTo(32 + rows / 32);
            assertThat(CaptureSite.keys(logged).stream().map(Integer::valueOf).sorted())
                .containsExactlyElementsOf(
                    IntStream.range(0, rows).map(i -> 3 * i).boxed().toList());
          }
        }
      }
      site.run("INSERT INTO pair SELECT i, 0 FROM generate_series(1, 100) i");
      assertThat(site.logged()).hasSize(100).contains("pair 1,0", "pair 100,0");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void anUpdateNamesTheOldAndTheNewKeysOfItsRows(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE word (id text PRIMARY KEY, v int)",
          "CREATE TABLE last (v int, id varchar(20) PRIMARY KEY)",
          "CREATE TABLE wide (id bigint PRIMARY KEY, v int)",
          "CREATE TABLE piece (v int, id numeric PRIMARY KEY)");
      site.protect();
      for (String table : new String[] {"word", "last", "wide", "piece"}) {
        String minus = table.equals("wide") || table.equals("piece") ? "-id" : "'-' || id";
        for (int rows : new int[] {1, 2, 3, 31, 32, 33, 700}) {
          Set<String> old =
              IntStream.rangeClosed(1, rows)
                  .mapToObj(i -> Integer.toString(1000 * i))
                  .collect(Collectors.toSet());
          Set<String> both = new HashSet<>(old);
          old.forEach(key -> both.add("-" + key));
          site.run(
              "TRUNCATE " + table,
              "INSERT INTO "
                  + table
                  + " (id) SELECT 1000 * i FROM generate_series(1, "
                  + rows
                  + ") i");
          site.logged();
          site.run("UPDATE " + table + " SET v = 1");
          List<String> logged = site.logged();
          assertThat(Set.copyOf(CaptureSite.keys(logged)))
              .as("%s: %d rows", table, rows)
              .isEqualTo(old);
          assertThat(logged.size()).as("%s", logged).isLessThanOrEqualTo(3 + rows / 32);
          site.run("UPDATE " + table + " SET id = " + minus);
          assertThat(Set.copyOf(CaptureSite.keys(site.logged())))
              .as("%s: %d rows", table, rows)
              .isEqualTo(both);
        }
      }
      assertThat(site.logged()).isEmpty();
      site.run("UPDATE word SET v = 2 WHERE false");
      assertThat(site.logged()).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void integersThatLieCloseTogetherAreNamedByTheFirstAndTheLast(TestServer server)
      throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE small (id smallint PRIMARY KEY)",
          "CREATE TABLE middle (other text, id int PRIMARY KEY)",
          "CREATE TABLE large (id bigint PRIMARY KEY)");
      site.protect();
      site.run("INSERT INTO small SELECT i FROM generate_series(-32768, 32767) i");
      assertThat(site.logged()).hasSize(33).contains("small -32768,..,32767");
      site.run("INSERT INTO middle SELECT 'x', i FROM generate_series(-50, 50) i WHERE i % 7 <> 0");
      assertThat(site.logged()).hasSize(33).contains("middle -50,..,50");
      site.run("UPDATE middle SET other = 'y'");
      assertThat(site.logged()).hasSize(3).contains("middle -50,..,50");
      site.run("DELETE FROM middle");
      assertThat(site.logged()).hasSize(33).contains("middle -50,..,50");
      site.run("INSERT INTO large SELECT generate_series(1, 100)");
      site.logged();
      site.run("UPDATE large SET id = id + 100");
      assertThat(site.logged()).hasSize(3).contains("large 1,..,200");
      site.run(
          "TRUNCATE large",
          "INSERT INTO large SELECT 9223372036854775807 - i FROM generate_series(0, 99) i",
          "INSERT INTO large SELECT -9223372036854775808 + i FROM generate_series(0, 99) i");
      assertThat(site.logged())
          .contains(
              "large 9223372036854775708,..,9223372036854775807",
              "large -9223372036854775808,..,-9223372036854775709");
      site.run("UPDATE large SET id = id");
      assertThat(site.logged()).hasSizeLessThan(12).noneMatch(entry -> entry.contains(".."));
      site.run("DELETE FROM large");
      assertThat(site.logged()).hasSizeGreaterThan(33).noneMatch(entry -> entry.contains(".."));
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void everyWayIntoAPartitionedTableIsLogged(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE p (id int, at int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id)",
          "CREATE TABLE p21 PARTITION OF p2 DEFAULT");
      site.protect();
      site.run("INSERT INTO p VALUES (1, 1), (2, 11)");
      assertThat(site.logged()).containsExactly("p 1,1", "p 2,11");
      site.run("INSERT INTO p1 VALUES (3, 3)", "INSERT INTO p2 VALUES (4, 14)");
      assertThat(site.logged()).containsExactly("p 3,3", "p 4,14");
      site.run("UPDATE p SET at = 12 WHERE id = 1");
      assertThat(site.logged()).containsExactly("p 1,1", "p 1,12");
      site.run("UPDATE p21 SET at = 13 WHERE id = 1", "DELETE FROM p WHERE id = 2");
      assertThat(site.logged()).containsExactly("p 1,12", "p 1,13", "p 2,11");
      site.run("TRUNCATE p21");
      assertThat(site.logged()).containsExactly("p all");
      site.run(
          "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)",
          "CREATE TABLE p4 (id int, at int NOT NULL, PRIMARY KEY (id, at))",
          "ALTER TABLE p ATTACH PARTITION p4 FOR VALUES FROM (30) TO (40)",
          "INSERT INTO p3 VALUES (5, 25)",
          "INSERT INTO p4 VALUES (6, 35)");
      assertThat(site.logged()).containsExactly("p 5,25", "p 6,35");
      assertThat(site.install()).isEmpty();
      site.run("TRUNCATE p4");
      assertThat(site.logged()).containsExactly("p all");
    }
  }

  private static void replica(CaptureSite site, String sql) throws SQLException {
    try (Connection connection =
            site.servers().primaryOwner().as(TestServer.SUPERUSER, TestServer.PASSWORD).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute(sql);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void writesInTheReplicaRoleAreLogged(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
      site.protect();
      site.run("CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)");
      replica(site, "INSERT INTO t VALUES (1)");
      replica(site, "INSERT INTO p VALUES (1), (11)");
      assertThat(site.logged()).containsExactly("p 1", "p 11", "t 1");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aKeyLooksTheSameWhateverTheWritersSettings(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE k (at timestamptz, b bytea, m money, d date, PRIMARY KEY (at, b, m, d))",
          "CREATE TABLE p (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT");
      site.protect();
      // In one block, because the driver gives up a connection that shows dates in another style.
      site.run(
          """
          DO $$ BEGIN
            SET LOCAL datestyle = 'SQL, DMY';
            SET LOCAL timezone = 'Asia/Tokyo';
            SET LOCAL bytea_output = 'escape';
            SET LOCAL search_path = pg_temp;
            IF (timestamptz '2026-11-23 01:02:03+00')::text <> '23/11/2026 10:02:03 JST' THEN
              RAISE 'the settings do not act';
            END IF;
            INSERT INTO public.k
              VALUES ('2026-11-23 01:02:03.000004+00', '\\x0102', 5, '2026-11-03');
            INSERT INTO public.p VALUES ('2026-11-23 01:02:03.000004+00');
          END $$
          """);
      assertThat(site.logged())
          .containsExactly(
              "k 2026-11-23 01:02:03.000004+00,\\x0102,$5.00,2026-11-03",
              "p 2026-11-23 01:02:03.000004+00");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void otherRolesAreLoggedThoughTheyMayNothingOfOurs(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run("CREATE TABLE t (id int PRIMARY KEY)");
      site.protect();
      Link other = site.servers().primaryOther()::connect;
      TwoServers.run(other, "INSERT INTO t VALUES (1)", "TRUNCATE t");
      assertThat(site.logged()).containsExactly("t 1", "t all");
      assertThatThrownBy(() -> TwoServers.run(other, "SELECT FROM understudy.recent"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> TwoServers.run(other, "SELECT understudy.upkeep(0)"))
          .hasMessageContaining("permission denied");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatIsRolledBackIsNotLogged(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run("CREATE TABLE t (id int PRIMARY KEY)");
      site.protect();
      site.run(
          "BEGIN; INSERT INTO t VALUES (1); ROLLBACK",
          "BEGIN; INSERT INTO t VALUES (2); SAVEPOINT s; INSERT INTO t VALUES (3);"
              + " ROLLBACK TO s; INSERT INTO t VALUES (4); COMMIT");
      assertThat(site.logged()).containsExactly("t 2", "t 4");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aStatementThatFindsNoRowTakesNoTransactionId(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server);
        Connection writer = site.writer();
        Statement statement = writer.createStatement()) {
      statement.execute("INSERT INTO t SELECT 1 WHERE false");
      statement.execute("UPDATE t SET id = 2 WHERE id = 1");
      statement.execute("DELETE FROM t WHERE id = 1");
      assertThat(TwoServers.rows(writer, "SELECT pg_current_xact_id_if_assigned() IS NULL"))
          .containsExactly("t");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aRenamedKeyColumnCountsAsAChangeOfAllUntilTheNextInstall(TestServer server)
      throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT",
          "CREATE TABLE last (v int, id int PRIMARY KEY)");
      site.protect();
      site.run("INSERT INTO t VALUES (1)");
      site.logged();
      site.run(
          "ALTER TABLE t RENAME id TO number",
          "ALTER TABLE p RENAME id TO number",
          "ALTER TABLE last RENAME id TO number",
          "INSERT INTO t VALUES (2)",
          "INSERT INTO last VALUES (0, 2)",
          "INSERT INTO p VALUES (3)");
      // A key that the table begins with is known by its place, whatever its name.
      assertThat(site.logged()).containsExactly("last all", "p all", "t 2");
      assertThat(site.missing()).containsExactly("last", "p", "t");
      site.install();
      assertThat(site.missing()).isEmpty();
      site.run("UPDATE t SET number = 4 WHERE number = 2", "INSERT INTO p VALUES (5)");
      assertThat(site.logged()).containsExactly("p 5", "t 4,2");
      site.run("ALTER TABLE t ALTER number TYPE bigint", "INSERT INTO t VALUES (6)");
      assertThat(site.logged()).containsExactly("t 6");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aMigrationThatChangesTheKeyAndTheRowsAtOnceIsNotStopped(TestServer server) throws Exception {
    for (String change :
        new String[] {
          "ALTER id TYPE text USING 'x' || id",
          "ALTER id TYPE uuid USING md5(id::text)::uuid",
          "ALTER id TYPE numeric",
          "DROP COLUMN id",
          "DROP COLUMN id, DROP COLUMN flag",
          "DROP COLUMN id, ALTER flag TYPE bigint USING 1"
        }) {
      for (String columns :
          new String[] {
            "id bigint PRIMARY KEY, flag boolean, j json, v int",
            "v int, id bigint PRIMARY KEY, flag boolean, j json",
            "id bigint, flag boolean, j json, v int, PRIMARY KEY (id, flag)"
          }) {
        try (CaptureSite site = new CaptureSite(server)) {
          site.run(
              "CREATE TABLE t (" + columns + ")",
              "INSERT INTO t (id, flag) SELECT i, true FROM generate_series(1, 100) i");
          site.protect();
          site.run(
              "BEGIN; ALTER TABLE t "
                  + change
                  + "; UPDATE t SET v = 1; CREATE TEMP TABLE copy AS TABLE t; DELETE FROM t;"
                  + " INSERT INTO t TABLE copy; COMMIT");
          assertThat(site.logged()).as("%s: %s", columns, change).isNotEmpty();
        }
      }
    }
  }
}
