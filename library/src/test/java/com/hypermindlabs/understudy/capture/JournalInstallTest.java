package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is installed, for whom, and how it follows the schema. */
class JournalInstallTest {
  private static void refuses(JournaledFallback fallback, String sql, String why) {
    assertThatThrownBy(() -> fallback.application(sql))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aTableThatCannotBeReturnedStaysClosedUnlessItIsDeclaredLocal(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.declare("note", State.LOCAL);
      fallback.migrate(
          "CREATE TABLE keyless (a int)",
          "CREATE TABLE note (a int)",
          "CREATE TABLE parts (a int) PARTITION BY RANGE (a)",
          "CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9)");
      fallback.apply("INSERT INTO keyless VALUES (1)", "INSERT INTO parts VALUES (1)");
      refuses(fallback, "INSERT INTO keyless VALUES (2)", "closed");
      fallback.open();
      for (String table : List.of("keyless", "parts", "part")) {
        refuses(fallback, "INSERT INTO " + table + " VALUES (2)", "no primary key");
        refuses(fallback, "UPDATE " + table + " SET a = 2", "no primary key");
        refuses(fallback, "DELETE FROM " + table, "no primary key");
        refuses(fallback, "TRUNCATE " + table, "no primary key");
      }
      fallback.application("INSERT INTO note VALUES (1)", "TRUNCATE note");
      assertThat(fallback.journal().rows()).isZero();

      // With a key it opens, at the next install.
      fallback.migrate("ALTER TABLE keyless ADD PRIMARY KEY (a)");
      fallback.application("INSERT INTO keyless VALUES (2)");
      assertThat(fallback.entries("keyless")).containsExactly("2|f|-");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aCascadeIsRefusedByAClosedTableOnlyWhereItHasRowsForIt(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE parent (id int PRIMARY KEY)",
          "CREATE TABLE keyless (parent int REFERENCES parent ON DELETE CASCADE)",
          "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN INSERT INTO keyless VALUES (1); RETURN NULL; END'",
          "CREATE TRIGGER audit AFTER UPDATE ON parent EXECUTE FUNCTION audit()");
      fallback.apply("INSERT INTO parent VALUES (1), (2)", "INSERT INTO keyless VALUES (1)");
      fallback.open();
      fallback.application("DELETE FROM parent WHERE id = 2");
      refuses(fallback, "DELETE FROM parent WHERE id = 1", "no primary key");
      refuses(fallback, "UPDATE parent SET id = 1 WHERE id = 1", "no primary key");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void installingAgainChangesNothingAndMendsWhatIsMissing(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE keyless (a int)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
      fallback.open();
      fallback.application("INSERT INTO t VALUES (1)");
      String ours =
          "SELECT tgrelid::regclass, tgname, oid, xmin, tgenabled FROM pg_trigger"
              + " WHERE tgname LIKE '%understudy%' ORDER BY 1, 2";
      String functions =
          "SELECT oid, xmin FROM pg_proc WHERE proname ~ '^(note|wipe|reread)_[0-9]+$'";
      List<String> triggersBefore = fallback.query(ours);
      List<String> functionsBefore = fallback.query(functions);
      fallback.install();
      assertThat(fallback.query(ours)).isEqualTo(triggersBefore);
      assertThat(fallback.query(functions)).isEqualTo(functionsBefore);

      fallback.apply(
          "DROP TRIGGER \"!understudy_born_" + fallback.number("t") + "\" ON t",
          "DROP TRIGGER \"!understudy_wipe_" + fallback.number("p") + "\" ON p1",
          "ALTER TABLE keyless DISABLE TRIGGER ALL");
      fallback.install();
      assertThat(fallback.query(ours)).hasSameSizeAs(triggersBefore);
      refuses(fallback, "INSERT INTO keyless VALUES (1)", "no primary key");
      fallback.application("INSERT INTO t VALUES (2)");
      assertThat(fallback.entries("t")).containsExactly("1|f|-", "2|f|-");
    }
  }

  /** In the usual way: what was there gets another name, and becomes the first partition. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aTableThatWasPartitionedIsAsItIsToBeAfterOneInstall(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE event (id int PRIMARY KEY, v int)",
          "CREATE TABLE keyless (id int)",
          "INSERT INTO event VALUES (1, 1)",
          "INSERT INTO keyless VALUES (1)");
      assertThat(
              fallback.migrate(
                  "ALTER TABLE event RENAME TO archive",
                  "ALTER INDEX event_pkey RENAME TO archive_pkey",
                  "CREATE TABLE event (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
                  "ALTER TABLE event ATTACH PARTITION archive FOR VALUES FROM (0) TO (10)",
                  "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (10) TO (20)",
                  "ALTER TABLE keyless RENAME TO archive_k",
                  "CREATE TABLE keyless (id int) PARTITION BY RANGE (id)",
                  "ALTER TABLE keyless ATTACH PARTITION archive_k FOR VALUES FROM (0) TO (10)"))
          .isEmpty();
      fallback.open();
      fallback.application(
          "UPDATE event SET v = 2",
          "INSERT INTO archive VALUES (2)",
          "INSERT INTO event VALUES (11)");
      assertThat(fallback.entries("event")).containsExactly("1|t|1|1", "2|f|-|-", "11|f|-|-");
      refuses(fallback, "UPDATE archive_k SET id = 2", "no primary key");
      String own =
          "SELECT regexp_replace(tgname, '[0-9]+', '') FROM pg_trigger WHERE tgparentid = 0"
              + " AND tgname LIKE '!understudy%' AND tgrelid = ";
      assertThat(fallback.query(own + "'archive'::regclass ORDER BY 1"))
          .containsExactly("!understudy_unseen_", "!understudy_wipe_");
      assertThat(fallback.query(own + "'archive_k'::regclass")).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void keysThatAnOlderInstallTookByThemselvesAreTakenByTheirHashes(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      fallback.apply(
          "DROP INDEX understudy.touch_once, understudy.refresh_once",
          "ALTER TABLE understudy.touch ADD PRIMARY KEY (xid, n, key)",
          "ALTER TABLE understudy.refresh ADD PRIMARY KEY (n, key)",
          "INSERT INTO understudy.refresh VALUES (1, '{1}')");
      fallback.install();
      fallback.apply(
          "INSERT INTO understudy.refresh VALUES (1, '{1}'), (1, '{2}') ON CONFLICT DO NOTHING");
      assertThat(fallback.query("SELECT key FROM understudy.refresh ORDER BY 1"))
          .containsExactly("{1}", "{2}");
      assertThat(
              fallback.query(
                  "SELECT indexrelid::regclass FROM pg_index WHERE indrelid IN"
                      + " ('understudy.touch'::regclass, 'understudy.refresh'::regclass)"))
          .containsExactlyInAnyOrder("understudy.touch_once", "understudy.refresh_once");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void entriesOutliveAChangeOfTheSchema(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, gone text, a varchar(10), n int, j text)");
      fallback.apply(
          "INSERT INTO t VALUES (1, 'g', 'one', 1, '{}'), (2, 'g', 'two', 2, '{}'),"
              + " (3, 'g', 'three', 3, '{}')");
      fallback.open();
      fallback.application(
          "UPDATE t SET a = 'x' WHERE id = 1",
          "DELETE FROM t WHERE id = 2",
          "INSERT INTO t VALUES (4, 'g', 'four', 4, '{}')");
      fallback.apply(
          "UPDATE understudy.journal_"
              + fallback.number("t")
              + " SET t_there = true, t1 = 1, t2 = 'g', t3 = 'theirs', t4 = 1, t5 = '{}'"
              + " WHERE k1 = 1");
      fallback.migrate(
          "ALTER TABLE t DROP gone",
          "ALTER TABLE t RENAME a TO name",
          "ALTER TABLE t ALTER n TYPE text USING 'n' || n",
          "ALTER TABLE t ALTER j TYPE jsonb USING j::jsonb",
          "ALTER TABLE t ALTER id TYPE bigint",
          "ALTER TABLE t ADD added int DEFAULT 7",
          "UPDATE t SET added = 70 WHERE id = 1",
          "ALTER TABLE t RENAME TO renamed");
      assertThat(fallback.entries("renamed"))
          .as("of a new column it is what every row got")
          .containsExactly("1|t|1|one|1|{}|7", "2|t|2|two|2|{}|7", "4|f|-|-|-|-|-");
      assertThat(
              fallback.query(
                  "SELECT t1, t2, t3, t4, t5 FROM understudy.journal_"
                      + fallback.number("renamed")
                      + " WHERE t_there"))
          .containsExactly("1|theirs|1|{}|7");
      fallback.application("UPDATE renamed SET name = 'y', added = 8 WHERE id = 3");
      assertThat(fallback.entries("renamed")).contains("3|t|3|three|n3|{}|7");
      assertThat(fallback.journal().rows()).isEqualTo(4);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void entriesOfATableThatIsDroppedOrGetsAnotherKeyAreKept(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, other int NOT NULL)",
          "CREATE TABLE u (id int PRIMARY KEY)",
          "CREATE TABLE empty (id int PRIMARY KEY)");
      fallback.open();
      fallback.application("INSERT INTO t VALUES (1, 1)", "INSERT INTO u VALUES (1)");
      int dropped = fallback.number("u");
      Map<TableName, String> refused =
          fallback.migrate(
              "ALTER TABLE t DROP CONSTRAINT t_pkey",
              "ALTER TABLE t ADD PRIMARY KEY (other)",
              "DROP TABLE u",
              "DROP TABLE empty");
      assertThat(refused).containsOnlyKeys(new TableName("public", "t"));
      refuses(fallback, "INSERT INTO t VALUES (2, 2)", "primary key was changed");
      assertThat(fallback.journal().rows()).isEqualTo(2);
      assertThat(fallback.query("SELECT k1 FROM understudy.journal_" + dropped))
          .containsExactly("1");
      assertThat(
              fallback.query("SELECT state, reason FROM understudy.covered WHERE n = " + dropped))
          .containsExactly("closed|there is no such table any more");

      // Made anew, it takes up the entries that were left.
      fallback.migrate("CREATE TABLE u (id int PRIMARY KEY, a int)");
      assertThat(fallback.entries("u")).containsExactly("1|f|-|-");
      fallback.application("INSERT INTO u VALUES (2)");
      assertThat(fallback.entries("u")).hasSize(2);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void oursAreSilentAndTheApplicationCannotBe(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      fallback.open();
      fallback.apply("INSERT INTO t VALUES (1)", "UPDATE t SET id = 2", "TRUNCATE t");
      fallback.apply(
          "SET session_replication_role = replica", "INSERT INTO t VALUES (3)", "TRUNCATE t");
      assertThat(fallback.journal().rows()).isZero();
      for (String mode : List.of("on", "migration")) {
        fallback.application("SET understudy.apply = '" + mode + "'", "INSERT INTO t VALUES (1)");
        assertThat(fallback.entries("t")).containsExactly("1|f|-");
        fallback.application("SET understudy.apply = '" + mode + "'", "TRUNCATE t");
        assertThat(fallback.entries("t")).containsExactly("1|f|-");
      }
      assertThatThrownBy(() -> fallback.application("SET session_replication_role = replica"))
          .hasMessageContaining("permission denied");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void theApplicationHasNoRightOnAnythingOfOurs(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      fallback.open();
      assertThat(
              fallback.query(
                  "SELECT 'relation ' || oid::regclass FROM pg_class"
                      + " WHERE relnamespace = 'understudy'::regnamespace AND relkind IN ('r', 'v')"
                      + " AND has_table_privilege('fallback_application', oid,"
                      + " 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
                      + " UNION SELECT 'sequence ' || oid::regclass FROM pg_class"
                      + " WHERE relnamespace = 'understudy'::regnamespace AND CASE relkind"
                      + " WHEN 'S' THEN has_sequence_privilege('fallback_application', oid,"
                      + " 'USAGE, SELECT, UPDATE') END"
                      + " UNION SELECT 'function ' || oid::regprocedure FROM pg_proc"
                      + " WHERE pronamespace = 'understudy'::regnamespace"
                      + " AND has_function_privilege('fallback_application', oid, 'EXECUTE')"
                      + " UNION SELECT 'schema' WHERE has_schema_privilege('fallback_application',"
                      + " 'understudy', 'USAGE, CREATE')"))
          .isEmpty();
      // Our functions run as the owner: they cannot be hung on a table of the application's own.
      assertThatThrownBy(
              () ->
                  fallback.application(
                      "CREATE TEMP TABLE mine (id int PRIMARY KEY)",
                      "CREATE TRIGGER x AFTER INSERT ON mine FOR EACH ROW"
                          + " EXECUTE FUNCTION understudy.note_1()"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> fallback.application("SELECT understudy.empty_journal(false)"))
          .hasMessageContaining("permission denied");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatAMigrationChangesIsReadAgainAndNotReturned(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id date PRIMARY KEY, a text)",
          "CREATE TABLE wiped (id int PRIMARY KEY)",
          "CREATE TABLE keyless (a int)");
      fallback.apply(
          "INSERT INTO t VALUES ('2024-01-01', 'one'), ('2024-01-02', 'two'),"
              + " ('2024-01-03', 'three')",
          "INSERT INTO wiped VALUES (1)");
      TwoServers.run(
          fallback.migration(),
          "UPDATE t SET a = 'x' WHERE id = '2024-01-01'",
          "UPDATE t SET id = '2024-02-02' WHERE id = '2024-01-02'",
          "DELETE FROM t WHERE id = '2024-01-03'",
          "INSERT INTO t VALUES ('2024-01-04', 'four')",
          "INSERT INTO keyless VALUES (1)",
          "TRUNCATE wiped");
      assertThat(fallback.journal().rows()).isZero();
      assertThat(
              fallback.query(
                  "SELECT key FROM understudy.refresh WHERE n = "
                      + fallback.number("t")
                      + " ORDER BY key"))
          .containsExactly(
              "{2024-01-01}", "{2024-01-02}", "{2024-01-03}", "{2024-01-04}", "{2024-02-02}");
      assertThat(
              fallback.query(
                  "SELECT key FROM understudy.refresh WHERE n = " + fallback.number("wiped")))
          .containsExactly("{}");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aRoleWithoutTheReplicaRoleWorksToo(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.withoutReplicaRole(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text)");
      fallback.apply("INSERT INTO t VALUES (1, 'one')", "UPDATE t SET a = 'x'");
      assertThat(fallback.journal().rows()).isZero();
      fallback.open();
      fallback.application("UPDATE t SET a = 'y'");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|x");
    }
  }

  @Test
  @Tag("thorough")
  @Tag("slow")
  void aThousandTablesNeedNoBiggerLockTable() throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.apply(
          IntStream.range(0, 1000)
              .mapToObj(i -> "CREATE TABLE t" + i + " (id int PRIMARY KEY, a text, b int[])")
              .toArray(String[]::new));
      assertThat(fallback.install()).isEmpty();
      assertThat(fallback.install()).isEmpty();
      fallback.open();
      fallback.application("INSERT INTO t0 VALUES (1)", "INSERT INTO t999 VALUES (1)");
      assertThat(fallback.journal().rows()).isEqualTo(2);
    }
  }
}
