package com.hypermindlabs.understudy.assistant;

import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real servers that the stores are tested on, each started once. Tables belong to an ordinary
 * role; the stores work as another one, which may read and write rows and nothing else.
 *
 * <p>The system property {@code understudy.test.binaries} names a folder of other binaries to stand
 * for the host's, as an installation with pgvector.
 */
public final class TestedServer {
  /** The PostgreSQL that comes as a Maven artifact; it has no pgvector. */
  public static final TestedServer EMBEDDED = new TestedServer("embedded");

  /** The host's own PostgreSQL, an older version. */
  private static final TestedServer INSTALLED = new TestedServer("installed");

  private static final String PASSWORD = "ordinary";

  private final String name;
  private TestServer server;
  private TestDatabase template;

  private TestedServer(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }

  /** The servers there are on this machine. */
  public static Stream<TestedServer> all() {
    if (installed().isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no PostgreSQL is installed on this host, and CI needs it");
    }
    return Stream.of(EMBEDDED, INSTALLED)
        .filter(each -> each == EMBEDDED || installed().isPresent());
  }

  private static Optional<Binaries> installed() {
    String folder = System.getProperty("understudy.test.binaries", "");
    return folder.isEmpty()
        ? InstalledBinaries.newest()
        : Optional.of(InstalledBinaries.at(Path.of(folder)));
  }

  /** The running server. */
  public synchronized TestServer server() {
    if (server == null) {
      server = this == EMBEDDED ? TestServer.start() : TestServer.start(installed().orElseThrow());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.createRole("owner_role", "", PASSWORD);
      server.createRole("app_role", "", PASSWORD);
    }
    return server;
  }

  /** An empty database that belongs to the ordinary owner; as that role. */
  public TestDatabase empty() {
    return asOwner(server().createDatabase());
  }

  /** A database with the tables, empty; as the role that may read and write rows only. */
  public TestDatabase migrated() {
    TestDatabase database = server().createDatabase(template());
    asOwner(database);
    return asApplication(database);
  }

  /** The same database as the tables' owner. */
  public static TestDatabase asOwner(TestDatabase database) {
    database.server().execute("ALTER DATABASE " + database.name() + " OWNER TO owner_role");
    return database.as("owner_role", PASSWORD);
  }

  /** The same database as the application. */
  public static TestDatabase asApplication(TestDatabase database) {
    return database.as("app_role", PASSWORD);
  }

  /** The same database as superuser. */
  public static TestDatabase asSuperuser(TestDatabase database) {
    return database.as(TestServer.SUPERUSER, TestServer.PASSWORD);
  }

  /** Whether pgvector can be had on this server. */
  public boolean offersVector() {
    return !Rows.of(
            server().maintenance(), "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
        .isEmpty();
  }

  private synchronized TestDatabase template() {
    if (template == null) {
      TestDatabase made = empty();
      if (offersVector()) {
        Rows.run(asSuperuser(made), "CREATE EXTENSION vector");
      }
      Migrations.run(made.dataSource());
      Rows.run(
          made, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_role");
      template = made;
    }
    return template;
  }
}
