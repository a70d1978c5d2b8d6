package com.hypermindlabs.understudy.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Uses a fallback as its users do. */
final class Works {
  private Works() {}

  /** The owner makes a table, the application writes and reads a row. */
  static void fully(FallbackServer server) throws SQLException {
    run(server.owner(), "CREATE TABLE IF NOT EXISTS works (id serial PRIMARY KEY, body text)");
    run(server.application(), "INSERT INTO works (body) VALUES ('here')");
    assertThat(ask(server.application(), "SELECT body FROM works LIMIT 1")).isEqualTo("here");
  }

  static void run(ConnectionTarget target, String sql) throws SQLException {
    try (Connection connection = Logins.open(target);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String ask(ConnectionTarget target, String sql) throws SQLException {
    try (Connection connection = Logins.open(target);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
