package com.hypermindlabs.understudy.docs;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The README's program that embeds the library. */
final class EmbeddedProgram {
  private EmbeddedProgram() {}

  // example: embed
  public static void main(String[] arguments) throws Exception {
    Settings settings = Settings.load(Path.of("config.json"), Path.of(".env"));
    try (Understudy understudy =
        Understudy.builder(settings)
            .migrations(EmbeddedProgram::migrate)
            .onEvent(event -> System.out.println(event))
            .start()) {
      DataSource dataSource = understudy.dataSource();
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO note (body) VALUES ('kept')");
      }
      System.out.println(understudy.status().mode());
    }
  }

  /** Called for each server on its own, at every start: has to be idempotent. */
  static void migrate(DataSource server) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS note ("
              + "id uuid PRIMARY KEY DEFAULT gen_random_uuid(), body text NOT NULL)");
    }
  }
  // example end
}
