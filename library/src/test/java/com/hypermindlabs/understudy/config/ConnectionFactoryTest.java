package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;

class ConnectionFactoryTest {
  private static final ConnectionFactory FACTORY =
      new ConnectionFactory(
          "Understudy ünder test & more",
          new ConnectionFactory.Timeouts(
              Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10)));

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start("listen_addresses = 'localhost, 127.0.0.1'");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static Stream<String> oddTexts() {
    return Stream.of(
        "with blank",
        " blanks around ",
        "quote'quote\"quote",
        "at@sign",
        "per%cent %20 %zz",
        "back\\slash",
        "ünïcödé 密码 \uD83D\uDD11",
        "sl/ash",
        "question?mark=1&more",
        "co:lon,comma;semi",
        "plus+hash#",
        "$dollar{x}",
        "postgresql://u:p@h:1/d?user=x",
        "new\nline\ttab");
  }

  @ParameterizedTest
  @MethodSource("oddTexts")
  void anyCharacterWorksInPasswordUserAndDatabase(String odd) throws Exception {
    String name = "n" + odd;
    String quotedName = "\"" + name.replace("\"", "\"\"") + "\"";
    server.execute(
        "CREATE ROLE " + quotedName + " LOGIN PASSWORD '" + odd.replace("'", "''") + "'");
    server.execute("CREATE DATABASE " + quotedName + " OWNER " + quotedName);
    ConnectionTarget target = target(server.host(), name, name, odd);
    try (Connection connection = FACTORY.open(target)) {
      assertThat(ask(connection, "SELECT current_user")).isEqualTo(name);
      assertThat(ask(connection, "SELECT current_database()")).isEqualTo(name);
    }
    assertThatThrownBy(() -> FACTORY.open(target(server.host(), name, name, odd + "x")))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void theServerSeesTheApplicationNameAndProperties() throws Exception {
    ConnectionTarget plain = superuser(server.host());
    ConnectionTarget target =
        new ConnectionTarget(
            plain.endpoint(),
            plain.database(),
            plain.user(),
            plain.password(),
            Map.of(PGProperty.CURRENT_SCHEMA.getName(), "one", "PGHOST", "192.0.2.1"));
    try (Connection connection = FACTORY.open(target)) {
      assertThat(ask(connection, "SHOW search_path")).isEqualTo("one");
      assertThat(ask(connection, "SHOW application_name")).startsWith("Understudy ");
    }
    Map<String, String> overrides = Map.of(PGProperty.CURRENT_SCHEMA.getName(), "two");
    try (Connection connection = FACTORY.open(target, overrides)) {
      assertThat(ask(connection, "SHOW search_path")).isEqualTo("two");
    }
  }

  @Test
  void messagesOfErrorsQuoteNoRowUnlessAskedTo() throws Exception {
    try (Connection connection = FACTORY.open(superuser(server.host()))) {
      Throwable broken = breakAConstraint(connection);
      assertThat(broken).hasMessageContaining("one_name").hasMessageNotContaining("Very Private");
      assertThat(
              ((PSQLException) ((SQLException) broken).getNextException())
                  .getServerErrorMessage()
                  .getDetail())
          .as("a program still gets it")
          .contains("Very Private");
    }
    Map<String, String> detailed = Map.of(PGProperty.LOG_SERVER_ERROR_DETAIL.getName(), "true");
    ConnectionTarget plain = superuser(server.host());
    ConnectionTarget asked =
        new ConnectionTarget(
            plain.endpoint(), plain.database(), plain.user(), plain.password(), detailed);
    try (Connection connection = FACTORY.open(asked)) {
      assertThat(breakAConstraint(connection)).hasMessageContaining("Very Private");
    }
  }

  private static Throwable breakAConstraint(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE one (name text CONSTRAINT one_name UNIQUE)");
      statement.execute("INSERT INTO one VALUES ('Very Private')");
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO one VALUES (?)")) {
      insert.setString(1, "Very Private");
      insert.addBatch();
      return catchThrowableOfType(SQLException.class, insert::executeBatch);
    }
  }

  @Test
  void anIpv6AddressWorks() throws Exception {
    if (!hasIpv6()) {
      // A container without IPv6 has nothing to connect to.
      return;
    }
    try (TestServer six = TestServer.start("listen_addresses = '127.0.0.1, ::1'")) {
      ConnectionTarget four = superuser(six.host());
      Endpoint endpoint = new Endpoint("::1", six.port());
      assertThat(endpoint).hasToString("[::1]:" + six.port());
      ConnectionTarget target =
          new ConnectionTarget(endpoint, four.database(), four.user(), four.password(), Map.of());
      try (Connection connection = FACTORY.open(target)) {
        assertThat(ask(connection, "SELECT host(inet_server_addr())")).isEqualTo("::1");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0",
    "PT0.000000001S,1",
    "PT0.75S,1",
    "PT1S,1",
    "PT1.0000001S,2",
    "PT1.001S,2",
    "PT2147483S,2147483",
    "PT2147484S,0",
    "P40000D,0"
  })
  void timeoutsAreRoundedUpToSeconds(Duration timeout, String seconds) {
    assertThat(ConnectionFactory.Timeouts.seconds(timeout)).isEqualTo(seconds);
  }

  @Test
  void aSilentServerEndsTheReadAfterTheTimeout() throws Exception {
    Duration second = Duration.ofMillis(800);
    ConnectionFactory hasty =
        new ConnectionFactory(
            "hasty", new ConnectionFactory.Timeouts(second, Duration.ofSeconds(10), second));
    try (Connection connection = hasty.open(superuser(server.host()))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> ask(connection, "SELECT pg_sleep(20)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }
  }

  private static boolean hasIpv6() throws IOException {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
      return probe.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  private static ConnectionTarget superuser(String host) {
    return target(host, "postgres", TestServer.SUPERUSER, TestServer.PASSWORD);
  }

  private static ConnectionTarget target(
      String host, String database, String user, String password) {
    return new ConnectionTarget(
        new Endpoint(host, server.port()), database, user, Secret.of(password), Map.of());
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
