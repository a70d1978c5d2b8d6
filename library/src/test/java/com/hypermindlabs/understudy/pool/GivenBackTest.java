package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A connection breaks before it is given back: what its close() says. */
class GivenBackTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);

  private final TestServer server = TestServer.shared();
  private final Told told = new Told();
  private TestDatabase database;
  private Lane lane;

  @BeforeEach
  void open() throws SQLException {
    database = server.createDatabase();
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement()) {
      statement.execute("CREATE TABLE paid (id int PRIMARY KEY)");
    }
    lane =
        Lane.open(
            Target.PRIMARY,
            told.server(database, new Endpoint(server.host(), server.port()), Map.of()),
            new PoolSettings(SECONDS, SECONDS, GivenBackTest::one));
  }

  @AfterEach
  void close() {
    lane.close();
    server.drop(database);
  }

  private static void one(HikariConfig config) {
    config.setMaximumPoolSize(1);
    config.setSchema("public");
  }

  private Connection borrowed() {
    return Awaitility.await()
        .atMost(SECONDS)
        .ignoreException(SQLTransientConnectionException.class)
        .until(lane::borrow, connection -> true);
  }

  private static void pay(Connection connection, int id) throws SQLException {
    try (Statement insert = connection.createStatement()) {
      insert.execute("INSERT INTO public.paid VALUES (" + id + ")");
    }
  }

  /** Ends its session on the server; the driver does not know of it yet. */
  private void breaks(Connection connection) throws SQLException {
    int process = connection.unwrap(PGConnection.class).getBackendPID();
    server.execute("SELECT pg_terminate_backend(" + process + ", 10000)");
  }

  private int paid() throws SQLException {
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM paid")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Another one is lent afterwards, as it was made. */
  private void theNextOneServes() throws SQLException {
    try (Connection next = borrowed()) {
      assertThat(next.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      pay(next, 99);
    }
  }

  private void breaksAfterTheCommit() throws SQLException {
    try (Connection connection = borrowed()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      pay(connection, 1);
      connection.commit();
      breaks(connection);
    }
    assertThat(told.losses).isNotEmpty();
    assertThat(paid()).isEqualTo(1);
    theNextOneServes();
  }

  @Test
  void whatIsCommittedIsNotToldAsRolledBack() throws SQLException {
    breaksAfterTheCommit();
  }

  @Test
  void norOverAConnectionThatOthersHadBefore() throws SQLException {
    borrowed().close();
    breaksAfterTheCommit();
  }

  @Test
  void norWhatCommittedByItself() throws SQLException {
    try (Connection connection = borrowed()) {
      connection.setSchema("pg_catalog");
      pay(connection, 1);
      breaks(connection);
    }
    assertThat(told.losses).isNotEmpty();
    theNextOneServes();
  }

  @Test
  void whatWasReadAfterTheCommitChangesNothingAboutIt() throws SQLException {
    try (Connection connection = borrowed();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      pay(connection, 1);
      connection.commit();
      statement.execute("SELECT 1");
      breaks(connection);
    }
    assertThat(paid()).isEqualTo(1);
    theNextOneServes();
  }

  @Test
  void whoeverAsksForSomethingIsToldAllTheSame() throws SQLException {
    isToldOfTheEnd();
    borrowed().close();
    isToldOfTheEnd();
    theNextOneServes();
  }

  private void isToldOfTheEnd() throws SQLException {
    try (Connection connection = borrowed()) {
      breaks(connection);
      assertThatThrownBy(
              () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
          .isInstanceOf(ConnectionLostException.class);
      assertThat(connection.isClosed()).isTrue();
    }
  }
}
