package com.hypermindlabs.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestServerTest {
  @Test
  void aKilledServerRefusesAndARestartedOneServes() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestDatabase database = server.createDatabase();
      try (Connection connection = database.connect()) {
        assertThat(connection.isValid(5)).isTrue();
        server.kill();
        assertThat(connection.isValid(5)).isFalse();
      }
      assertThatThrownBy(database::connect)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
      server.restart();
      try (Connection connection = database.connect()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @Test
  void noTwoServersPassForOneAnother() throws Exception {
    try (TestServer one = TestServer.start();
        TestServer other = TestServer.start()) {
      assertThat(identifier(one)).isPositive().isNotEqualTo(identifier(other));
      one.kill();
      one.restart();
      assertThat(identifier(one)).isPositive();
    }
  }

  @Test
  void aDurableServerSyncsToADisk() throws Exception {
    try (TestServer server = TestServer.durable("work_mem = 9MB")) {
      assertThat(Files.getFileStore(server.data()).type()).isNotIn("tmpfs", "ramfs");
      assertThat(setting(server, "fsync")).isEqualTo("on");
      assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(server, "work_mem")).isEqualTo("9MB");
    }
  }

  private static String setting(TestServer server, String name) throws SQLException {
    try (Connection connection = server.maintenance().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  private static long identifier(TestServer server) throws SQLException {
    try (Connection connection = server.createDatabase().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT system_identifier FROM pg_control_system()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
