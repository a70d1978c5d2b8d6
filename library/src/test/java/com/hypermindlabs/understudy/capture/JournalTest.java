package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes an entry, and with which base. */
class JournalTest {
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void theFirstTouchKeepsTheRowAsItWas(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text, b int)");
      fallback.apply("INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)");
      fallback.open();
      fallback.application(
          "UPDATE t SET a = 'eins' WHERE id = 1",
          "UPDATE t SET b = 11 WHERE id = 1",
          "DELETE FROM t WHERE id = 2",
          "INSERT INTO t VALUES (4, 'four', 4)",
          "UPDATE t SET a = 'vier' WHERE id = 4",
          "INSERT INTO t VALUES (2, 'again', 2)");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|one|1", "2|t|2|two|2", "4|f|-|-|-");
      assertThat(fallback.journal().rows()).isEqualTo(3);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void everyKindOfStatementIsSeen(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text)");
      fallback.apply("INSERT INTO t SELECT i, 'base' FROM generate_series(1, 6) i");
      fallback.open();
      fallback.application(
          "INSERT INTO t VALUES (1, 'x'), (7, 'x') ON CONFLICT (id) DO UPDATE SET a = 'up'",
          "INSERT INTO t VALUES (2, 'x') ON CONFLICT DO NOTHING",
          "WITH gone AS (DELETE FROM t WHERE id = 3 RETURNING id)"
              + " INSERT INTO t SELECT 8, 'cte' FROM gone");
      if (server.major() >= 15) {
        fallback.application(
            "MERGE INTO t USING (VALUES (4), (5), (9)) AS s (id) ON t.id = s.id"
                + " WHEN MATCHED AND s.id = 4 THEN DELETE"
                + " WHEN MATCHED THEN UPDATE SET a = 'merged'"
                + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'merged')");
      } else {
        fallback.application(
            "DELETE FROM t WHERE id = 4",
            "UPDATE t SET a = 'merged' WHERE id = 5",
            "INSERT INTO t VALUES (9, 'merged')");
      }
      try (Connection connection = fallback.session()) {
        connection
            .unwrap(org.postgresql.PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY t FROM STDIN", new java.io.StringReader("10\tcopied\n"));
        connection.commit();
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
      assertThat(fallback.entries("t"))
          .containsExactly(
              "1|t|1|base",
              "3|t|3|base",
              "4|t|4|base",
              "5|t|5|base",
              "7|f|-|-",
              "8|f|-|-",
              "9|f|-|-",
              "10|f|-|-");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aChangedKeyIsADeleteAndAnInsert(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (\"a%b\" int, \"k 'x\" text, v int, PRIMARY KEY (\"k 'x\", \"a%b\"))",
          "CREATE TABLE chain (id int PRIMARY KEY, v int)");
      fallback.apply(
          "INSERT INTO t VALUES (1, 'k', 1), (2, 'k', 2)",
          "INSERT INTO chain VALUES (1, 10), (2, 20)");
      fallback.open();
      fallback.application(
          "UPDATE t SET \"a%b\" = 3 WHERE v = 1",
          "UPDATE chain SET id = 3 WHERE id = 2", "UPDATE chain SET id = 2 WHERE id = 1");
      assertThat(fallback.entries("t")).containsExactly("k|1|t|1|k|1", "k|3|f|-|-|-");
      assertThat(fallback.entries("chain")).containsExactly("1|t|1|10", "2|t|2|20", "3|f|-|-");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatIsRolledBackLeavesNothing(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text)");
      fallback.apply("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
      fallback.open();
      fallback.application(
          "BEGIN",
          "UPDATE t SET a = 'kept' WHERE id = 1",
          "SAVEPOINT s",
          "UPDATE t SET a = 'lost' WHERE id = 1",
          "DELETE FROM t WHERE id = 2",
          "ROLLBACK TO s",
          "COMMIT",
          "BEGIN",
          "DELETE FROM t",
          "ROLLBACK");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|one");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aLaterTouchMovesTheTransactionAndUnsettlesTheEntry(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text)");
      fallback.apply("INSERT INTO t VALUES (1, 'one')");
      fallback.open();
      fallback.application("UPDATE t SET a = 'x'");
      String journal = "understudy.journal_" + fallback.number("t");
      List<String> first = fallback.query("SELECT touched FROM " + journal);
      fallback.apply("UPDATE " + journal + " SET settled = true, held = true, o2 = 'sent'");
      assertThat(fallback.journal().count()).isEqualTo(new Journal.Count(0, 0, 1));
      fallback.application("UPDATE t SET a = 'y'");
      assertThat(fallback.query("SELECT o2, settled, held FROM " + journal))
          .containsExactly("sent|f|t");
      assertThat(fallback.query("SELECT touched FROM " + journal)).isNotEqualTo(first);
      assertThat(fallback.journal().count()).isEqualTo(new Journal.Count(1, 0, 0));
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void truncateIsADeleteOfEachRow(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, a text)",
          "CREATE TABLE child (id int PRIMARY KEY, t int REFERENCES t)",
          "CREATE TABLE p (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)");
      fallback.apply(
          "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
          "INSERT INTO child VALUES (1, 1)",
          "INSERT INTO p VALUES (1, 1), (11, 11)");
      fallback.open();
      fallback.application("UPDATE t SET a = 'x' WHERE id = 1", "TRUNCATE t CASCADE");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|one", "2|t|2|two");
      assertThat(fallback.entries("child")).containsExactly("1|t|1|1");
      fallback.application("TRUNCATE p1");
      assertThat(fallback.entries("p")).containsExactly("1|t|1|1");
      fallback.application("TRUNCATE p");
      assertThat(fallback.entries("p")).containsExactly("1|t|1|1", "11|t|11|11");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void truncateIsRefusedUnderAnOlderSnapshot(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      fallback.open();
      for (String level : List.of("REPEATABLE READ", "SERIALIZABLE")) {
        try (Connection connection = fallback.session();
            Statement statement = connection.createStatement()) {
          statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
          assertThatThrownBy(() -> statement.execute("TRUNCATE t"))
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
        }
      }
      // A row that is committed between another statement of the transaction and the TRUNCATE.
      try (Connection connection = fallback.session();
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        fallback.application("INSERT INTO t VALUES (1)");
        statement.execute("TRUNCATE t");
        connection.commit();
      }
      assertThat(fallback.entries("t")).containsExactly("1|f|-");
      assertThat(fallback.query("SELECT * FROM t")).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void identityGeneratedAndStoredColumnsAreCarried(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, gone int,"
              + " twice int GENERATED ALWAYS AS (s * 2) STORED, a text)",
          "ALTER TABLE t DROP COLUMN gone");
      fallback.apply("INSERT INTO t (a) VALUES ('one')");
      fallback.open();
      fallback.application("UPDATE t SET a = 'x'", "INSERT INTO t (a) VALUES ('two')");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|1|one", "2|f|-|-|-");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void longValuesThatLieOutsideTheRowAreKept(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text, b int)");
      fallback.apply(
          "ALTER TABLE t ALTER a SET STORAGE EXTERNAL",
          "INSERT INTO t SELECT 1, string_agg(md5(i::text), ''), 1 FROM generate_series(1, 9999) i");
      fallback.open();
      List<String> before = fallback.query("SELECT md5(a), length(a) FROM t");
      fallback.application("UPDATE t SET b = 2", "UPDATE t SET a = 'short'", "VACUUM");
      assertThat(
              fallback.query(
                  "SELECT md5(o2), length(o2) FROM understudy.journal_" + fallback.number("t")))
          .isEqualTo(before);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void transactionsOfHeldTablesAreToldApart(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.hold("account");
      fallback.migrate(
          "CREATE TABLE account (day timestamptz PRIMARY KEY, n int)",
          "CREATE TABLE other (id int PRIMARY KEY)");
      fallback.apply("INSERT INTO account VALUES ('2024-01-02 03:04:05.5+00', 1)");
      fallback.open();
      fallback.application(
          "SET TimeZone = 'Asia/Tokyo'",
          "UPDATE account SET n = 2",
          "UPDATE account SET n = 3",
          "INSERT INTO other VALUES (1)",
          "TRUNCATE account");
      assertThat(fallback.query("SELECT DISTINCT n, key FROM understudy.touch"))
          .containsExactly(fallback.number("account") + "|{\"2024-01-02 03:04:05.5+00\"}");
      assertThat(fallback.query("SELECT count(*), count(DISTINCT xid) FROM understudy.touch"))
          .containsExactly("3|3");
    }
  }
}
