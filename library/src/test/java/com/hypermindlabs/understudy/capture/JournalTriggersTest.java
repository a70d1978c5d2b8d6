package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The base of an entry beside triggers, cascades and partitions of the user's. */
class JournalTriggersTest {
  private static String function(String name, String body) {
    return "CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ " + body + " $$";
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aTriggerThatUpdatesSiblingsDoesNotSpoilTheirBase(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, a text, n int DEFAULT 0)",
          function(
              "siblings",
              "BEGIN IF pg_trigger_depth() = 1 THEN"
                  + " UPDATE t SET n = n + 1 WHERE id <> NEW.id; END IF; RETURN NEW; END"),
          // Sorts before each of ours, by name and in the order of events.
          "CREATE TRIGGER \" first\" AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION siblings()",
          "CREATE TRIGGER \" early\" BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.a = 'before')"
              + " EXECUTE FUNCTION siblings()");
      fallback.apply(
          "SET session_replication_role = replica",
          "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
      fallback.open();
      fallback.application("UPDATE t SET a = 'x' WHERE id IN (1, 2)");
      assertThat(fallback.entries("t"))
          .containsExactly("1|t|1|one|0", "2|t|2|two|0", "3|t|3|three|0");
      assertThat(fallback.query("SELECT id, a, n FROM t ORDER BY id"))
          .containsExactly("1|x|1", "2|x|1", "3|three|2");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aRowThatIsUpdatedBeforeItsInsertWasNotedIsStillBornHere(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT 0)",
          function("siblings", "BEGIN UPDATE t SET n = n + 1 WHERE id <> NEW.id; RETURN NEW; END"),
          "CREATE TRIGGER \" first\" AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION siblings()",
          // The same with a part of the transaction under a savepoint.
          function(
              "guarded",
              "BEGIN BEGIN UPDATE t SET n = n + 1 WHERE id <> NEW.id;"
                  + " EXCEPTION WHEN division_by_zero THEN NULL; END; RETURN NEW; END"),
          "CREATE TRIGGER \" next\" AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION guarded()");
      fallback.apply("SET session_replication_role = replica", "INSERT INTO t VALUES (1, 0)");
      fallback.open();
      fallback.application(
          "INSERT INTO t SELECT generate_series(2, 4)",
          "BEGIN",
          "SAVEPOINT a",
          "INSERT INTO t SELECT generate_series(5, 7)",
          "RELEASE a",
          "COMMIT");
      assertThat(fallback.entries("t"))
          .containsExactly(
              "1|t|1|0", "2|f|-|-", "3|f|-|-", "4|f|-|-", "5|f|-|-", "6|f|-|-", "7|f|-|-");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void triggersThatSkipOrChangeRowsAreFollowed(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, a text)",
          function(
              "change",
              "BEGIN IF NEW.a = 'skip' THEN RETURN NULL; END IF;"
                  + " IF NEW.a = 'move' THEN NEW.id := NEW.id + 100; END IF; RETURN NEW; END"),
          function("keep", "BEGIN RETURN NULL; END"),
          "CREATE TRIGGER change BEFORE INSERT OR UPDATE ON t FOR EACH ROW"
              + " EXECUTE FUNCTION change()",
          "CREATE TRIGGER keep BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION keep()");
      fallback.apply("INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
      fallback.open();
      fallback.application(
          "INSERT INTO t VALUES (8, 'skip'), (9, 'move')",
          "UPDATE t SET a = 'move' WHERE id = 1",
          "UPDATE t SET a = 'skip' WHERE id = 2",
          "DELETE FROM t WHERE id = 3");
      // Rows 2 and 3 were looked at and not changed: an entry says no more than that.
      assertThat(fallback.entries("t"))
          .containsExactly("1|t|1|one", "2|t|2|two", "3|t|3|three", "101|f|-|-", "109|f|-|-");
      assertThat(fallback.query("SELECT * FROM t ORDER BY id"))
          .containsExactly("2|two", "3|three", "101|move", "109|move");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void cascadesAndCyclesOfForeignKeysAreSeenAndARowThatIsHitTwiceTroublesNobody(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE a (id int PRIMARY KEY, b int)",
          "CREATE TABLE b (id int PRIMARY KEY,"
              + " a int REFERENCES a ON DELETE SET NULL ON UPDATE CASCADE,"
              + " a2 int REFERENCES a ON DELETE SET NULL ON UPDATE CASCADE)",
          "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE CASCADE"
              + " DEFERRABLE INITIALLY DEFERRED",
          "CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree"
              + " ON UPDATE CASCADE ON DELETE CASCADE)");
      fallback.apply(
          "INSERT INTO a VALUES (1, NULL), (2, NULL)",
          "INSERT INTO b VALUES (1, 1, 2)",
          "UPDATE a SET b = 1 WHERE id = 2",
          "INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2)");
      fallback.open();
      fallback.application("UPDATE a SET id = id + 10", "DELETE FROM a");
      assertThat(fallback.entries("a"))
          .containsExactly("1|t|1|-", "2|t|2|1", "11|f|-|-", "12|f|-|-");
      assertThat(fallback.entries("b")).containsExactly("1|t|1|1|2");
      fallback.application("UPDATE tree SET id = id + 10", "DELETE FROM tree WHERE id = 11");
      assertThat(fallback.entries("tree"))
          .containsExactly("1|t|1|-", "2|t|2|1", "3|t|3|2", "11|f|-|-", "12|f|-|-", "13|f|-|-");
      assertThat(fallback.query("SELECT * FROM tree")).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void partitionsAreJournaledAsTheirRoot(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE p (id int, region text, v int, PRIMARY KEY (id, region))"
              + " PARTITION BY LIST (region)",
          "CREATE TABLE north PARTITION OF p FOR VALUES IN ('n')",
          "CREATE TABLE south PARTITION OF p FOR VALUES IN ('s') PARTITION BY RANGE (id)",
          // A leaf whose columns stand in another order.
          "CREATE TABLE south1 (v int, region text NOT NULL, id int NOT NULL)",
          "ALTER TABLE south ATTACH PARTITION south1 FOR VALUES FROM (0) TO (100)");
      fallback.apply("INSERT INTO p VALUES (1, 'n', 1), (2, 's', 2), (3, 's', 3)");
      fallback.open();
      fallback.application(
          "UPDATE p SET region = 's' WHERE id = 1",
          "UPDATE south1 SET v = 22 WHERE id = 2",
          "INSERT INTO north VALUES (4, 'n', 4)");
      assertThat(fallback.entries("p"))
          .containsExactly("1|n|t|1|n|1", "1|s|f|-|-|-", "2|s|t|2|s|2", "4|n|f|-|-|-");

      // One that comes later, a second before the next install even, and one that was a table.
      fallback.migrate(
          "CREATE TABLE w (id int, region text NOT NULL, v int, PRIMARY KEY (id, region))");
      fallback.apply(
          "CREATE TABLE east PARTITION OF p FOR VALUES IN ('e')",
          "ALTER TABLE p ATTACH PARTITION w FOR VALUES IN ('w')");
      fallback.application("INSERT INTO p VALUES (5, 'e', 5), (6, 'w', 6)");
      fallback.install();
      fallback.application("UPDATE east SET v = 0", "UPDATE w SET v = 0", "TRUNCATE w");
      assertThat(fallback.entries("p")).contains("5|e|f|-|-|-", "6|w|f|-|-|-").hasSize(6);
      assertThat(
              fallback.query(
                  "SELECT regexp_replace(tgname, '[0-9]', '') FROM pg_trigger WHERE tgrelid = 'w'::regclass"
                      + " AND tgparentid = 0 AND tgname LIKE '!understudy%' ORDER BY 1"))
          .containsExactly("!understudy_unseen_", "!understudy_wipe_");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aPartitionThatNobodyGuardsYetIsClosedWithTheGate(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)");
      fallback.apply("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
      assertThatThrownBy(() -> fallback.application("INSERT INTO p1 VALUES (1)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }
  }
}
