package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.util.PGobject;

/** What an application is told when a connection breaks, and what the server made of it. */
class BrokenConnectionTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);

  private final Told told = new Told();
  private TestDatabase database;
  private FaultProxy link;
  private PhysicalSource source;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    TestServer server = TestServer.shared();
    database = server.createDatabase();
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement()) {
      statement.execute("CREATE TABLE t (id int PRIMARY KEY)");
    }
    link = FaultProxy.to(server);
    connection = source(Map.of()).getConnection();
  }

  private PhysicalSource source(Map<String, String> properties) {
    source = told.source(database, new Endpoint(link.host(), link.port()), properties);
    return source;
  }

  @AfterEach
  void disconnect() {
    source.abortAll();
    link.close();
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** Runs work whose answer never comes, ends it by aborting, and tells what it threw. */
  private SQLException lostAnswer(Work work) throws Exception {
    link.swallow(Direction.SERVER_TO_CLIENT);
    CompletableFuture<SQLException> thrown =
        CompletableFuture.supplyAsync(() -> catchThrowableOfType(SQLException.class, work::run));
    Awaitility.await().atMost(SECONDS).until(() -> link.injected() > 0);
    source.abortAll();
    return thrown.get(10, TimeUnit.SECONDS);
  }

  private int rows() throws SQLException {
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsUnknownThoughTheServerCommitted() throws Exception {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1)");
    SQLException thrown = lostAnswer(connection::commit);
    assertThat((Exception) thrown).isInstanceOf(CommitUnknownException.class);
    assertThat(thrown.getSQLState()).isEqualTo("08007");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
  }

  @Test
  void turningAutoCommitOnInATransactionIsACommitToo() throws Exception {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1)");
    assertThat(lostAnswer(() -> connection.setAutoCommit(true)).getSQLState()).isEqualTo("08007");
  }

  @Test
  void aStatementInATransactionIsRolledBackAndSaysSo() throws Exception {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1)");
    SQLException thrown = lostAnswer(() -> execute("INSERT INTO t VALUES (2)"));
    assertThat((Exception) thrown).isInstanceOf(ConnectionLostException.class);
    assertThat(thrown.getSQLState()).isEqualTo("08006");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
  }

  @Test
  void aWriteInAutoCommitIsUnknown() throws Exception {
    assertThat(lostAnswer(() -> execute("INSERT INTO t VALUES (1)")).getSQLState())
        .isEqualTo("08007");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
  }

  @Test
  void aPreparedWriteAndABatchInAutoCommitAreUnknown() throws Exception {
    SQLException thrown =
        lostAnswer(
            () -> {
              try (PreparedStatement statement =
                  connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                statement.setInt(1, 1);
                statement.addBatch();
                statement.setInt(1, 2);
                statement.addBatch();
                statement.executeBatch();
              }
            });
    assertThat(thrown.getSQLState()).isEqualTo("08007");
  }

  @Test
  void aCallInAutoCommitIsUnknown() throws Exception {
    SQLException thrown =
        lostAnswer(
            () -> {
              try (CallableStatement call = connection.prepareCall("{call pg_notify('a', 'b')}")) {
                call.execute();
              }
            });
    assertThat(thrown.getSQLState()).isEqualTo("08007");
  }

  @Test
  void aReadInAutoCommitMayBeRepeated() throws Exception {
    assertThat(lostAnswer(() -> execute("SELECT count(*) FROM t")).getSQLState())
        .isEqualTo("08006");
  }

  @Test
  void aReadOnlyTransactionLeavesNothingUnknown() throws Exception {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    execute("SELECT pg_notify('a', 'b')");
    assertThat(lostAnswer(connection::commit).getSQLState()).isEqualTo("08006");
  }

  /** The driver makes transactions read-only, not statements in auto-commit. */
  @Test
  void aWriteInAutoCommitIsUnknownThoughTheConnectionIsReadOnly() throws Exception {
    connection.setReadOnly(true);
    assertThat(lostAnswer(() -> execute("INSERT INTO t VALUES (1)")).getSQLState())
        .isEqualTo("08007");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
  }

  @Test
  void aReadOnlyTransactionThatWasMadeToWriteIsUnknownToo() throws Exception {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    execute("SET TRANSACTION READ WRITE");
    execute("INSERT INTO t VALUES (1)");
    assertThat(lostAnswer(connection::commit).getSQLState()).isEqualTo("08007");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
  }

  @Test
  void aConnectionThatIsReadOnlyInNameAloneIsNotBelieved() throws Exception {
    connection = source(Map.of("readOnlyMode", "ignore")).getConnection();
    execute("CREATE FUNCTION put(int) RETURNS void LANGUAGE sql AS 'INSERT INTO t VALUES ($1)'");
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    execute("SELECT put(1)");
    assertThat(lostAnswer(connection::commit).getSQLState()).isEqualTo("08007");
    Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
  }

  private void endBackends() throws Exception {
    database
        .server()
        .execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
                + database.name()
                + "'");
  }

  /** Ends the session, and expects to be told of it by what is asked next. */
  private void tells(Work next) throws Exception {
    endBackends();
    assertThat(catchThrowableOfType(SQLException.class, next::run).getSQLState())
        .isEqualTo("08006");
    assertThat(told.losses).isNotEmpty();
  }

  @Test
  void anEndedBackendSaysThatTheConnectionIsLost() throws Exception {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1)");
    tells(() -> execute("INSERT INTO t VALUES (2)"));
  }

  @Test
  void settingTheIsolationTellsThatTheConnectionIsLost() throws Exception {
    tells(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
  }

  @Test
  void askingForTheIsolationTellsThatTheConnectionIsLost() throws Exception {
    tells(() -> connection.getTransactionIsolation());
  }

  @Test
  void settingTheSchemaTellsThatTheConnectionIsLost() throws Exception {
    tells(() -> connection.setSchema("public"));
  }

  @Test
  void namingTheSessionTellsThatTheConnectionIsLost() throws Exception {
    tells(() -> connection.setClientInfo("ApplicationName", "orders"));
  }

  @Test
  void askingForMetadataTellsThatTheConnectionIsLost() throws Exception {
    assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
    tells(() -> connection.getMetaData().getTables(null, null, "t", null));
  }

  @Test
  void readingOnTellsThatTheConnectionIsLost() throws Exception {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(10);
    ResultSet rows = statement.executeQuery("SELECT generate_series(1, 1000)");
    assertThat(rows.getStatement()).isSameAs(statement);
    assertThat(rows.next()).isTrue();
    assertThat(rows.getInt(1)).isEqualTo(1);
    tells(
        () -> {
          while (rows.next()) {
            assertThat(rows.getInt(1)).isBetween(2, 10);
          }
        });
  }

  @Test
  void changingARowTellsThatTheConnectionIsLostAndCountsAsAWrite() throws Exception {
    execute("INSERT INTO t VALUES (1)");
    connection.setAutoCommit(false);
    try (Statement statement =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      assertThat(rows.next()).isTrue();
      rows.updateInt(1, 2);
      int before = told.commits.get();
      rows.updateRow();
      connection.commit();
      assertThat(told.commits).hasValue(before + 1);
      rows.updateInt(1, 3);
      tells(rows::updateRow);
    }
  }

  @Test
  void aTypeThatTheServerHasToBeAskedForTellsThatTheConnectionIsLost() throws Exception {
    execute("CREATE TYPE mood AS ENUM ('glad')");
    PGobject glad = new PGobject();
    glad.setType("mood");
    glad.setValue("glad");
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
      tells(() -> statement.setObject(1, glad));
    }
  }

  @Test
  void rowsThatCameWithTheirQueryAreTheDriversOwn() throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertThat(rows.getClass().getName()).startsWith("org.postgresql.");
    }
  }

  @Test
  void ordinaryErrorsPassUnchangedAndTellNobody() {
    SQLException thrown = catchThrowableOfType(SQLException.class, () -> execute("SELECT 1/0"));
    assertThat(thrown.getSQLState()).isEqualTo("22012");
    assertThat(told.losses).isEmpty();
  }

  @Test
  void theDriversConnectionCanBeReached() throws SQLException {
    assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
    assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.getConnection()).isSameAs(connection);
    }
  }

  @Test
  void whatWasWrittenIsToldOnceItIsCommittedAndNotBefore() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE noted (id int)");
      assertThat(told.commits).hasValue(1);
      statement.executeQuery("SELECT 1").close();
      assertThat(told.commits).hasValue(1);
      connection.setAutoCommit(false);
      statement.executeUpdate("INSERT INTO noted VALUES (1)");
      connection.rollback();
      statement.executeQuery("SELECT count(*) FROM noted").close();
      connection.commit();
      assertThat(told.commits).hasValue(1);
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO noted VALUES (2)")) {
        insert.executeUpdate();
      }
      assertThat(told.commits).hasValue(1);
      connection.commit();
      assertThat(told.commits).hasValue(2);
    }
  }

  @Test
  void aRefusedWriteIsTold() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = on");
      assertThatThrownBy(() -> statement.execute("CREATE TABLE refused (id int)"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(told.refusals).hasValue(1);
    assertThat(told.losses).isEmpty();
  }
}
