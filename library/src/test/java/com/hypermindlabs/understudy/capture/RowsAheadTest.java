package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a migration inserts on a fallback that has the primary's rows already. */
class RowsAheadTest {
  private static final String AHEAD = "SET understudy.ahead = 'on'";

  private static void migrate(JournaledFallback fallback, String sql) throws SQLException {
    TwoServers.run(fallback.migration(), AHEAD, sql);
  }

  private static String rows(JournaledFallback fallback, String query) throws SQLException {
    return String.join(" ", TwoServers.rows(fallback.servers().fallback(), query));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatATableRefusesIsLeftOutAndTheRestIsThere(TestServer server) throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate(
          "CREATE TABLE plain (id int PRIMARY KEY, v text UNIQUE)",
          "CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text,"
              + " gone int, \"low V\" text GENERATED ALWAYS AS (lower(v)) STORED UNIQUE)",
          "ALTER TABLE numbered DROP gone",
          "CREATE TABLE odd (id serial PRIMARY KEY, v text, w bool, r int4range,"
              + " EXCLUDE USING gist (r WITH &&))",
          "CREATE UNIQUE INDEX ON odd (upper(v)) WHERE w",
          "CREATE TABLE p (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
          "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (100)",
          "INSERT INTO plain VALUES (1, 'a')",
          "INSERT INTO numbered (v) VALUES ('a')",
          "INSERT INTO odd (id, v, w, r) VALUES (1, 'a', true, '[1,5)')",
          "INSERT INTO p VALUES (1, 'a')");
      RowsAhead ahead = new RowsAhead(fallback.servers().fallback());
      assertThat(ahead.leaveOut()).isTrue();

      migrate(fallback, "INSERT INTO plain VALUES (1, 'x'), (2, 'a'), (3, 'c'), (3, 'd')");
      migrate(fallback, "INSERT INTO numbered (v) VALUES ('A'), ('b')");
      migrate(fallback, "INSERT INTO odd (id, v, w) VALUES (2, 'A', true), (3, 'A', false)");
      migrate(fallback, "INSERT INTO odd (id, r) VALUES (4, '[4,6)'), (5, '[5,6)')");
      migrate(fallback, "INSERT INTO p VALUES (1, 'x'), (2, 'b')");

      assertThat(rows(fallback, "SELECT v FROM plain ORDER BY id")).isEqualTo("a c");
      assertThat(rows(fallback, "SELECT v, \"low V\" FROM numbered ORDER BY id"))
          .isEqualTo("a|a b|b");
      assertThat(rows(fallback, "SELECT id FROM odd ORDER BY id")).isEqualTo("1 3 5");
      assertThat(rows(fallback, "SELECT v FROM p ORDER BY id")).isEqualTo("a b");
    }
  }

  @Test
  void aRowWhoseParentIsGoneIsLeftOut() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.migrate(
          "CREATE TABLE parent (id int PRIMARY KEY)",
          "CREATE TABLE child (id int PRIMARY KEY, \"a Parent\" int REFERENCES parent,"
              + " next int REFERENCES child, later int REFERENCES parent DEFERRABLE)",
          "INSERT INTO parent VALUES (1)");
      new RowsAhead(fallback.servers().fallback()).leaveOut();
      migrate(
          fallback,
          "INSERT INTO child VALUES (1, 1, 2, 1), (2, NULL, NULL, NULL), (3, 7, NULL, NULL)");
      assertThat(rows(fallback, "SELECT id FROM child ORDER BY id")).isEqualTo("1 2");
    }
  }

  @Test
  void theApplicationsTriggersSeeEachRowOnce() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY, v int UNIQUE)",
          "CREATE TABLE seen (n serial PRIMARY KEY, id int)",
          "INSERT INTO t VALUES (1, 11)",
          "CREATE FUNCTION ten() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$BEGIN NEW.v := NEW.v + 10; RETURN NEW; END$$",
          "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$BEGIN INSERT INTO seen (id) VALUES (NEW.id); RETURN NULL; END$$",
          "CREATE TRIGGER zebra BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION ten()",
          "CREATE TRIGGER zoo AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION see()");
      new RowsAhead(fallback.servers().fallback()).leaveOut();
      migrate(fallback, "INSERT INTO t VALUES (2, 1), (3, 2)");
      assertThat(rows(fallback, "SELECT id, v FROM t ORDER BY id")).isEqualTo("1|11 3|12");
      assertThat(rows(fallback, "SELECT id FROM seen")).isEqualTo("3");
    }
  }

  @Test
  void theReplicaRoleIsNotNeeded() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.withoutReplicaRole(TestServer.shared())) {
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)",
          "INSERT INTO t VALUES (1)",
          "INSERT INTO u VALUES (1, 1)");
      new RowsAhead(fallback.servers().fallback()).leaveOut();
      migrate(fallback, "INSERT INTO u VALUES (1, 1), (2, 1), (3, 7)");
      assertThat(rows(fallback, "SELECT id FROM u ORDER BY id")).isEqualTo("1 2");
    }
  }

  @Test
  void onlyTheRetryOfAMigrationLeavesOutAndOnlyWhatTheMirrorHasBrought() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.declare("mine", State.LOCAL);
      fallback.migrate(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE mine (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "INSERT INTO mine VALUES (1)");
      RowsAhead ahead = new RowsAhead(fallback.servers().fallback());
      ahead.leaveOut();
      refused(() -> TwoServers.run(fallback.migration(), "INSERT INTO t VALUES (1)"));
      refused(() -> migrate(fallback, "INSERT INTO mine VALUES (1)"));
      fallback.servers().openGate();
      fallback.servers().asApplication("INSERT INTO t VALUES (2)");
      migrate(fallback, "INSERT INTO t VALUES (1)");
      refused(() -> migrate(fallback, "INSERT INTO t VALUES (2)"));
      refused(() -> fallback.servers().asApplication(AHEAD, "INSERT INTO t VALUES (1)"));
      ahead.leaveNothingOut();
      assertThat(rows(fallback, "SELECT FROM pg_trigger WHERE tgname LIKE '~%'")).isEmpty();
    }
  }

  @Test
  void aMirroredRowThatTheApplicationHasChangedIsStillMirrored() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.migrate(
          "CREATE TABLE role (name text PRIMARY KEY, used int)",
          "INSERT INTO role VALUES ('ADMIN', 0), ('OTHER', 0)");
      new RowsAhead(fallback.servers().fallback()).leaveOut();
      fallback.servers().openGate();
      fallback
          .servers()
          .asApplication(
              "UPDATE role SET used = used + 1 WHERE name = 'ADMIN'",
              "UPDATE role SET name = 'USER' WHERE name = 'OTHER'");
      migrate(fallback, "INSERT INTO role VALUES ('ADMIN', 0)");
      refused(() -> migrate(fallback, "INSERT INTO role VALUES ('USER', 0)"));
      assertThat(
              TwoServers.rows(
                  fallback.servers().fallback(), "SELECT name, used FROM role ORDER BY name"))
          .containsExactly("ADMIN|1", "USER|0");
    }
  }

  @Test
  void itMayBeUniqueByAnExpressionOrAmongSomeRows() throws Exception {
    try (JournaledFallback fallback = JournaledFallback.on(TestServer.shared())) {
      fallback.migrate(
          "CREATE TABLE role (id serial PRIMARY KEY, name text, code int, gone boolean)",
          "CREATE UNIQUE INDEX ON role (lower(name))",
          "CREATE UNIQUE INDEX ON role (code) WHERE NOT gone",
          "INSERT INTO role (name, code, gone) VALUES ('Admin', 1, false), ('Old', 2, true)");
      new RowsAhead(fallback.servers().fallback()).leaveOut();
      fallback.servers().openGate();
      fallback
          .servers()
          .asApplication("INSERT INTO role (name, code, gone) VALUES ('mine', 3, false)");
      migrate(fallback, "INSERT INTO role (name) VALUES ('ADMIN')");
      migrate(fallback, "INSERT INTO role (name, code, gone) VALUES ('new', 1, false)");
      refused(() -> migrate(fallback, "INSERT INTO role (name) VALUES ('Mine')"));
      refused(
          () -> migrate(fallback, "INSERT INTO role (name, code, gone) VALUES ('new', 3, false)"));
      assertThat(
              TwoServers.rows(fallback.servers().fallback(), "SELECT name FROM role ORDER BY id"))
          .containsExactly("Admin", "Old", "mine");
    }
  }

  private interface Write {
    void run() throws SQLException;
  }

  private static void refused(Write write) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
  }

  @Test
  void theFailureIsFoundHoweverAToolWrapsIt() {
    SQLException refused = new SQLException("it is there", "23505");
    BatchUpdateException batch = new BatchUpdateException("batch", "XX000", new int[0]);
    batch.setNextException(refused);
    assertThat(RowsAhead.metBy(new IllegalStateException(new IllegalStateException(refused))))
        .isTrue();
    assertThat(RowsAhead.metBy(batch)).isTrue();
    assertThat(RowsAhead.metBy(new SQLException("no such table", "42P01"))).isFalse();
  }
}
