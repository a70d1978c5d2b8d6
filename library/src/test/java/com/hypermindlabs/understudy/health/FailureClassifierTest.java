package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class FailureClassifierTest {
  private final TestServer server = TestServer.shared();
  private final TestDatabase database = server.createDatabase();

  @AfterEach
  void close() {
    server.drop(database);
  }

  @ParameterizedTest
  @CsvSource({
    "08000, true",
    "08001, true",
    "08003, true",
    "08006, true",
    "08P01, true",
    "57P01, true",
    "57P02, true",
    "57P03, true",
    "53300, true",
    "57014, false",
    "57P05, false",
    "25006, false",
    "25P02, false",
    "25P03, false",
    "40001, false",
    "40P01, false",
    "42P01, false",
    "53100, false",
    "55P03, false",
    "28P01, false",
    "23505, false",
    "P0001, false"
  })
  void statesThatAreWorthALook(String state, boolean worth) {
    SQLException failure = new SQLException("said by nobody", state);
    assertThat(FailureClassifier.isConnectionFailure(failure)).isEqualTo(worth);
    // As a pool or a framework wraps it.
    assertThat(FailureClassifier.isConnectionFailure(new SQLException("wrapped", failure)))
        .isEqualTo(worth);
  }

  @Test
  void withoutAStateTheCauseDecides() {
    assertThat(FailureClassifier.isConnectionFailure(new SQLException("closed"))).isFalse();
    assertThat(FailureClassifier.isConnectionFailure(new SQLException("x", new EOFException())))
        .isTrue();
    assertThat(FailureClassifier.isConnectionFailure(new SQLException("x", new SocketException())))
        .isTrue();
    assertThat(
            FailureClassifier.isConnectionFailure(
                new SQLException("x", new IllegalStateException(new SocketTimeoutException()))))
        .isTrue();
  }

  @Test
  void aChainThatBitesItsTailEnds() {
    SQLException one = new SQLException("one");
    SQLException two = new SQLException("two", one);
    one.initCause(two);
    assertThat(FailureClassifier.isConnectionFailure(one)).isFalse();
    assertThat(FailureClassifier.classify(one)).isEqualTo(ProblemCode.OTHER);
  }

  @Test
  void aCancelledQueryAndAnOrdinaryErrorOfARealServerAreNotWorthALook() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 5");
      assertThat(worth(() -> statement.execute("SELECT pg_sleep(5)"))).isFalse();
      assertThat(worth(() -> statement.execute("SELECT 1/0"))).isFalse();
    }
  }

  /** As those of postgres_fdw are, or of a function that raises it. */
  @Test
  void anErrorAboutTheConnectionToAnotherServerIsNotWorthALook() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.addBatch("DO $$BEGIN RAISE EXCEPTION 'no erp' USING ERRCODE = '08006'; END$$");
      assertThat(worth(statement::executeBatch)).isFalse();
      // The word for an error is that of the server's language.
      SQLException translated =
          new PSQLException(new ServerErrorMessage("SFEHLER\0C08006\0Mkein ERP\0"));
      assertThat(FailureClassifier.isConnectionFailure(translated)).isFalse();
    }
  }

  @Test
  void anEndedBackendAndABrokenLinkOfARealServerAreWorthALook() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      server.disconnect(database);
      assertThat(worth(() -> statement.execute("SELECT 1"))).isTrue();
    }
    try (FaultProxy proxy = FaultProxy.to(server);
        Connection connection = database.through(proxy).getConnection();
        Statement statement = connection.createStatement()) {
      proxy.refuse();
      assertThat(worth(() -> statement.execute("SELECT 1"))).isTrue();
      assertThat(worth(() -> database.through(proxy).getConnection())).isTrue();
    }
  }

  private static boolean worth(ThrowingCallable call) {
    SQLException failure = catchThrowableOfType(SQLException.class, call);
    assertThat((Throwable) failure).isNotNull();
    return FailureClassifier.isConnectionFailure(failure);
  }
}
