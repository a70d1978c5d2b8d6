package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;

/** Which errors are the end of a connection, and what is told of one that was ended before. */
class EndedConnectionTest {
  private final TestServer server = TestServer.shared();
  private final Told told = new Told();
  private TestDatabase database;
  private PhysicalSource source;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    database = server.createDatabase();
    source = told.source(database, new Endpoint(server.host(), server.port()), Map.of());
    connection = source.getConnection();
    execute("CREATE TABLE t (id int PRIMARY KEY, text text)");
  }

  @AfterEach
  void disconnect() {
    source.abortAll();
    server.drop(database);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String state(Work work) {
    return catchThrowableOfType(SQLException.class, work::run).getSQLState();
  }

  private int process() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private boolean runs(int process) throws SQLException {
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE pid = " + process)) {
      return row.next();
    }
  }

  /** Sets a timeout of the server's, and lets it run out after a statement. */
  private void timesOut(String setting, boolean inTransaction) throws SQLException {
    int process = process();
    execute("SET " + setting + " = 50");
    connection.setAutoCommit(!inTransaction);
    execute("INSERT INTO t VALUES (1, 'a')");
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !runs(process));
  }

  /** Between two statements, when the site turned. */
  @TestFactory
  Stream<DynamicTest> whateverIsAskedOfAConnectionThatWasEndedIs08006() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    source.abortAll();
    Map<String, Work> asked =
        Map.ofEntries(
            Map.entry("createStatement", connection::createStatement),
            Map.entry("createStatement of a kind", () -> connection.createStatement(1003, 1007)),
            Map.entry("prepareStatement", () -> connection.prepareStatement("SELECT 1")),
            Map.entry(
                "prepareStatement with keys", () -> connection.prepareStatement("SELECT 1", 1)),
            Map.entry("prepareCall", () -> connection.prepareCall("{call f()}")),
            Map.entry("getMetaData", connection::getMetaData),
            Map.entry("getAutoCommit", connection::getAutoCommit),
            Map.entry("isReadOnly", connection::isReadOnly),
            Map.entry("getCatalog", connection::getCatalog),
            Map.entry("getHoldability", connection::getHoldability),
            Map.entry("clearWarnings", connection::clearWarnings),
            Map.entry("createSQLXML", connection::createSQLXML),
            Map.entry("getClientInfo", connection::getClientInfo),
            Map.entry("setAutoCommit", () -> connection.setAutoCommit(true)),
            Map.entry("commit", connection::commit),
            Map.entry("rollback", connection::rollback));
    return asked.entrySet().stream()
        .map(
            question ->
                DynamicTest.dynamicTest(
                    question.getKey(),
                    () -> assertThat(state(question.getValue())).isEqualTo("08006")));
  }

  @Test
  void aSessionThatWasEndedForItsIdlenessIs08006() throws Exception {
    timesOut("idle_in_transaction_session_timeout", true);
    assertThat(state(() -> execute("INSERT INTO t VALUES (2, 'b')"))).isEqualTo("08006");
    assertThat(told.losses).as("the server is well").isEmpty();
  }

  @Test
  void aCommitAfterThatWasNotBegunAndIs08006Too() throws Exception {
    timesOut("idle_in_transaction_session_timeout", true);
    assertThat(state(connection::commit)).isEqualTo("08006");
  }

  @Test
  void aWriteAfterThatWasNotBegunAndIs08006Too() throws Exception {
    timesOut("idle_session_timeout", false);
    assertThat(state(() -> execute("INSERT INTO t VALUES (2, 'b')"))).isEqualTo("08006");
  }

  /** The server may have come to its end while it committed. */
  @Test
  void aCommitOfATransactionThatTookTooLongIsUnknown() throws Exception {
    timesOut("transaction_timeout", true);
    assertThat(state(connection::commit)).isEqualTo("08007");
  }

  @Test
  void aStatementOfATransactionThatTookTooLongIs08006() throws Exception {
    timesOut("transaction_timeout", true);
    assertThat(state(() -> execute("SELECT 1"))).isEqualTo("08006");
  }

  @Test
  void anErrorAboutAnotherServerIsNoEnd() throws Exception {
    String error = "DO $$BEGIN RAISE EXCEPTION 'no erp' USING ERRCODE = '08001'; END$$";
    try (Statement batch = connection.createStatement()) {
      assertThat(state(() -> execute(error))).isEqualTo("08001");
      batch.addBatch(error);
      assertThat(state(batch::executeBatch)).isEqualTo("08001");
    }
    connection.setAutoCommit(false);
    assertThat(state(() -> execute(error))).isEqualTo("08001");
    assertThat(told.losses).isEmpty();
    assertThat(connection.isValid(5)).isTrue();
  }

  @Test
  void anErrorBesideALongLiteralIsTheServersOwn() throws Exception {
    String insert = "INSERT INTO t VALUES (1, '" + "x".repeat(1_000_000) + "')";
    execute(insert);
    assertThat(state(() -> execute(insert))).isEqualTo("23505");
  }

  @Test
  void anEndBesideALongLiteralIsTold() throws Exception {
    server.disconnect(database);
    assertThat(state(() -> execute("INSERT INTO t VALUES (1, '" + "x".repeat(1_000_000) + "')")))
        .isEqualTo("08007");
    assertThat(told.losses).isNotEmpty();
  }

  @Test
  void rowsThatWereClosedAreHandedOutAsByTheDriver() throws Exception {
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT 1");
      rows.close();
      assertThat(statement.getResultSet()).isSameAs(rows);
    }
  }

  @Test
  void aConnectionOfTheServerThatWasLeftIsNotValidUnlessInATransaction() throws Exception {
    assertThat(connection.isValid(5)).isTrue();
    source.end();
    assertThat(connection.isValid(5)).isFalse();
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    assertThat(connection.isValid(5)).isTrue();
    connection.commit();
    assertThat(connection.isValid(5)).isFalse();
  }

  /** So that a pool on top of ours throws the connection away. */
  @Test
  void aRefusedWriteOnTheServerThatWasLeftIs08006() throws Exception {
    execute("SET default_transaction_read_only = on");
    assertThat(state(() -> execute("INSERT INTO t VALUES (1, 'a')"))).isEqualTo("25006");
    source.end();
    assertThat(state(() -> execute("INSERT INTO t VALUES (1, 'a')"))).isEqualTo("08006");
    assertThat(told.refusals).hasValue(2);
  }

  /** What comes before the refused one may be there. */
  @Test
  void aRefusedBatchOnTheServerThatWasLeftIsUnknown() throws Exception {
    execute("SET default_transaction_read_only = on");
    source.end();
    try (Statement batch = connection.createStatement()) {
      batch.addBatch("INSERT INTO t VALUES (1, 'a')");
      assertThat(state(batch::executeBatch)).isEqualTo("08007");
    }
  }
}
