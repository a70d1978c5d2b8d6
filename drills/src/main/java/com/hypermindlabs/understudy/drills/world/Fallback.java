package com.hypermindlabs.understudy.drills.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.testkit.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.postgresql.ds.PGSimpleDataSource;

/** A site's own server, looked at past the site. Immutable. */
public final class Fallback {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWER_SECONDS = 30;

  private final Path folder;

  Fallback(Path folder) {
    this.folder = folder;
  }

  /** As the owner of the tables. */
  public Connection asOwner() throws SQLException {
    return connect("owner");
  }

  /** As the application. */
  public Connection asApplication() throws SQLException {
    return connect("application");
  }

  private Connection connect(String role) throws SQLException {
    try {
      JsonNode place = JSON.readTree(folder.resolve("fallback.json").toFile());
      JsonNode secrets = JSON.readTree(folder.resolve("fallback.secret").toFile());
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {"127.0.0.1"});
      source.setPortNumbers(new int[] {place.path("port").asInt()});
      source.setDatabaseName(place.path("database").asText());
      String application = place.path("application").asText();
      source.setUser(role.equals("owner") ? "understudy_owner" : application);
      source.setPassword(secrets.path(role).asText());
      source.setSocketTimeout(ANSWER_SECONDS);
      return source.getConnection();
    } catch (IOException e) {
      throw new SQLException("read where the fallback is", "08001", e);
    }
  }

  /** Whether the application may write; fails while it cannot be asked. */
  boolean open() throws SQLException {
    try (Connection connection = asOwner();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM understudy.gate)")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /**
   * Lets the application see the epoch: what it is told must be known to whoever checks. By a
   * function of the owner's, since the engine takes back what is granted on its own tables.
   */
  void showEpoch() throws SQLException {
    try (Connection connection = asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE FUNCTION public.drill_epoch() RETURNS bigint LANGUAGE sql"
              + " SECURITY DEFINER SET search_path = pg_catalog"
              + " AS 'SELECT epoch FROM understudy.site'");
      statement.execute("GRANT EXECUTE ON FUNCTION public.drill_epoch() TO understudy_app");
    }
  }

  /** The server's process, if there is one. */
  OptionalLong pid() {
    try {
      Path file = folder.resolve("fallback").resolve("data").resolve("postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      return Kill.alive(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** SIGKILL to the server and its backends. */
  void kill() {
    Kill.tree(
        pid().orElseThrow(() -> new InjectionException("there is no fallback server to kill")));
  }
}
