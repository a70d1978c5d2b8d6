package com.hypermindlabs.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
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
}
