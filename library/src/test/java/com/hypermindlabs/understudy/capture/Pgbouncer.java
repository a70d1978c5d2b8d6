package com.hypermindlabs.understudy.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A pgbouncer in transaction mode before one database, with a single connection to the server; it
 * has heard of a database {@code gone} too, which is not there.
 */
public final class Pgbouncer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final Process process;
  private final TestDatabase database;
  private final int port;

  private Pgbouncer(Path folder, Process process, TestDatabase database, int port) {
    this.folder = folder;
    this.process = process;
    this.database = database;
    this.port = port;
  }

  /** Skips a test where the host has none; where tests must not be skipped that is a failure. */
  public static void assumeInstalled() {
    assumeTrue(program().isPresent() || "true".equals(System.getenv("CI")));
  }

  /** The program, where the host has it. */
  private static Optional<Path> program() {
    return List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one. */
  public static Pgbouncer before(TestDatabase database) throws IOException {
    Account account = Account.forServer();
    Path folder = Files.createTempDirectory("understudy-pooler-");
    account.own(folder);
    int port = FreePort.onLoopback();
    Path users = folder.resolve("users.txt");
    Files.writeString(users, quoted(database.user()) + " " + quoted(database.password()) + "\n");
    account.own(users);
    String server = " = host=" + database.server().host() + " port=" + database.server().port();
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "[databases]",
            database.name() + server,
            "gone" + server,
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            "auth_file = " + users,
            "pool_mode = transaction",
            "default_pool_size = 1",
            "max_db_connections = 1",
            "query_wait_timeout = 10",
            ""));
    account.own(settings);
    List<String> command = new ArrayList<>(List.of(program().orElseThrow().toString()));
    if (Account.isRoot()) {
      command.addAll(List.of("-u", account.name()));
    }
    command.add(settings.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Pgbouncer started = new Pgbouncer(folder, process, database, port);
    started.awaitReady();
    return started;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private void awaitReady() {
    try {
      Awaitility.await("pgbouncer: see " + folder.resolve("log"))
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                link().open().close();
                return true;
              });
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Connections as ours, through it. */
  public Link link() {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/test", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    ConnectionTarget target = target();
    return () -> open(factory, target);
  }

  /** Where it listens, and the login that it knows. */
  public ConnectionTarget target() {
    return new ConnectionTarget(
        new Endpoint("127.0.0.1", port),
        database.name(),
        database.user(),
        Secret.of(database.password()),
        Map.of());
  }

  private static Connection open(ConnectionFactory factory, ConnectionTarget target)
      throws SQLException {
    return factory.open(target, Map.of("prepareThreshold", "0"));
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    Trees.delete(folder);
  }
}
