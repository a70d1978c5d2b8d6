package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTableTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static TestServer server;

  private TestDatabase owned;
  private TestDatabase used;
  private GateTable gate;

  @BeforeAll
  static void startServer() {
    server = TestServer.start();
    server.createRole("gate_owner", "", "o");
    server.createRole("gate_app", "", "a");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    TestDatabase database = server.createDatabase();
    owned = database.as("gate_owner", "o");
    used = database.as("gate_app", "a");
    server.execute("ALTER DATABASE " + database.name() + " OWNER TO gate_owner");
    run(
        database,
        "ALTER SCHEMA public OWNER TO gate_owner",
        "GRANT USAGE ON SCHEMA public TO gate_app");
    run(
        owned,
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE p (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
        "GRANT ALL ON t, p, p1 TO gate_app");
    gate =
        new GateTable(
            new ConnectionFactory(
                "test", new ConnectionFactory.Timeouts(SECONDS, SECONDS, SECONDS)),
            new ConnectionTarget(
                new Endpoint(server.host(), server.port()),
                owned.name(),
                "gate_owner",
                Secret.of("o"),
                Map.of()),
            SECONDS);
    gate.install();
    gate.guardTables();
  }

  @AfterEach
  void closeGate() {
    gate.close();
  }

  private static void run(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void refuses(String sql) {
    assertThatThrownBy(() -> run(used, sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void aClosedGateRefusesEveryKindOfWriteAndNoRead() throws Exception {
    refuses("INSERT INTO t VALUES (1)");
    refuses("UPDATE t SET id = 2");
    refuses("DELETE FROM t");
    refuses("TRUNCATE t");
    refuses("INSERT INTO p VALUES (1)");
    refuses("INSERT INTO p1 VALUES (1)");
    refuses("COPY t FROM PROGRAM 'true'".replace("FROM PROGRAM 'true'", "FROM STDIN"));
    run(used, "SELECT * FROM t");
  }

  @Test
  void anOpenGateLetsEveryWriteThrough() throws Exception {
    assertThat(gate.open(0, "test")).isEqualTo(new GateTable.State(true, 1));
    run(
        used,
        "INSERT INTO t VALUES (1)",
        "UPDATE t SET id = 2",
        "TRUNCATE t",
        "INSERT INTO p VALUES (1)");
    assertThat(gate.read()).isEqualTo(new GateTable.State(true, 1));
  }

  @Test
  void aWriterWithAnOldSnapshotIsRefusedWhileTheGateIsClosed() throws Exception {
    try (Connection connection = used.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT * FROM t");
      assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theApplicationCannotLetItselfPast() throws Exception {
    assertThatThrownBy(() -> run(used, "SET understudy.apply = 'on'", "INSERT INTO t VALUES (1)"))
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> run(used, "INSERT INTO understudy.gate VALUES (1)"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> run(used, "SELECT understudy.open_gate(0, '')"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> run(used, "ALTER TABLE t DISABLE TRIGGER ALL"))
        .hasMessageContaining("must be owner");
  }

  @Test
  void theOwnersMigrationsPassAClosedGateOnlyWhenTheySaySo() throws Exception {
    assertThatThrownBy(() -> run(owned, "INSERT INTO t VALUES (1)")).hasMessageContaining("closed");
    run(owned, "SET understudy.apply = 'on'", "INSERT INTO t VALUES (1)");
  }

  @Test
  void ofManyWhoOpenAtOnceOneRaisesTheEpochAndAllSeeIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<GateTable.State>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        work.add(() -> gate.open(0, "race"));
      }
      for (Future<GateTable.State> answer : threads.invokeAll(work)) {
        assertThat(answer.get()).isEqualTo(new GateTable.State(true, 1));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void openingWithAnOldEpochChangesNothing() throws Exception {
    run(owned, "UPDATE understudy.site SET epoch = 5");
    assertThat(gate.open(3, "late")).isEqualTo(new GateTable.State(false, 5));
    refuses("INSERT INTO t VALUES (1)");
  }

  @Test
  void installingAgainChangesNothing() throws Exception {
    gate.open(0, "test");
    gate.install();
    gate.guardTables();
    assertThat(gate.read()).isEqualTo(new GateTable.State(true, 1));
  }

  @Test
  void aTableThatCameLaterIsGuardedByTheNextCall() throws Exception {
    run(owned, "CREATE TABLE later (id int)", "GRANT ALL ON later TO gate_app");
    gate.guardTables();
    refuses("INSERT INTO later VALUES (1)");
  }

  @Test
  void itSurvivesARestartOfTheServerBetweenTwoCalls() throws Exception {
    assertThat(gate.read().open()).isFalse();
    server.kill();
    server.restart();
    assertThat(gate.open(0, "after the restart")).isEqualTo(new GateTable.State(true, 1));
  }
}
