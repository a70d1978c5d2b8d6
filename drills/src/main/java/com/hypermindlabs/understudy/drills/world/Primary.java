package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.work.Schema;
import com.hypermindlabs.understudy.drills.work.SiteSettings;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The server that plays the primary in one schedule after the other, each with a database of its
 * own. Not thread-safe.
 */
final class Primary implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestServer server;
  private final TestDatabase template;

  private Primary(TestServer server, TestDatabase template) {
    this.server = server;
    this.template = template;
  }

  /** Starts the server, and makes the database that every schedule gets a copy of. */
  static Primary start() {
    TestServer server = TestServer.start("max_connections = 250", "deadlock_timeout = 500ms");
    try {
      server.createRole(SiteSettings.ROLE, "", SiteSettings.PASSWORD);
      server.execute("CREATE TABLE mark (n int)");
      TestDatabase template = server.createDatabase();
      server.execute("ALTER DATABASE " + template.name() + " OWNER TO " + SiteSettings.ROLE);
      try (Connection connection = asRole(template).connect()) {
        Schema.migrate(connection, 1);
      }
      try (Connection connection = asRole(template).connect()) {
        Schema.fill(connection);
      }
      return new Primary(server, server.freeze(template));
    } catch (SQLException e) {
      server.close();
      throw new InjectionException("set up the primary", e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static TestDatabase asRole(TestDatabase database) {
    return database.as(SiteSettings.ROLE, SiteSettings.PASSWORD);
  }

  /** A fresh database, as its owner. */
  TestDatabase createDatabase() {
    server.execute("TRUNCATE mark");
    TestDatabase made = server.createDatabase(template);
    server.execute("ALTER DATABASE " + made.name() + " OWNER TO " + SiteSettings.ROLE);
    return asRole(made);
  }

  void drop(TestDatabase database) {
    server.drop(database);
  }

  TestServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  boolean answers() {
    try (Connection connection = server.maintenance().connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  void kill() {
    server.kill();
    if (answers()) {
      throw new InjectionException("the primary answers after SIGKILL");
    }
  }

  void start(boolean stopFirst) {
    if (stopFirst) {
      server.stop();
    }
    server.restart();
    Waiting.require(PATIENCE, "the primary's start", this::answers);
  }

  void pause() {
    Kill.pauseTree(server.pid());
  }

  void resume() {
    Kill.resumeTree(server.pid());
  }

  /** Keeps its files as they are now, as a standby would that falls behind from here on. */
  void keepOlder() {
    server.stop();
    Shell.run(List.of("rm", "-rf", older().toString()));
    Shell.run(List.of("cp", "-a", server.data().toString(), older().toString()));
    server.restart();
    server.execute("INSERT INTO mark VALUES (1)");
  }

  /** Kills it and goes on with what was kept: commits since are gone. */
  void becomeOlder() {
    server.kill();
    Shell.run(List.of("rm", "-rf", server.data().toString()));
    Shell.run(List.of("mv", older().toString(), server.data().toString()));
    server.restart();
    Waiting.require(PATIENCE, "the promotion", this::answers);
    try (Connection connection = server.maintenance().connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM mark")) {
      row.next();
      if (row.getInt(1) != 0) {
        throw new InjectionException("the promoted primary has lost nothing");
      }
    } catch (SQLException e) {
      throw new InjectionException("look at the promoted primary", e);
    }
  }

  private Path older() {
    return server.data().resolveSibling("older");
  }

  /** Whatever the last schedule left it in. */
  void recover() {
    if (Files.exists(server.data().resolve("postmaster.pid")) && running()) {
      resume();
    }
    if (!answers()) {
      server.restart();
      Waiting.require(PATIENCE, "the primary's start", this::answers);
    }
  }

  private boolean running() {
    try {
      return Kill.alive(server.pid());
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
