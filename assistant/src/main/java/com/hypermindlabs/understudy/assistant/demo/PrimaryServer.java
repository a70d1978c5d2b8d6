package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.PostmasterFile;
import com.hypermindlabs.understudy.server.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The remote server's stand-in: a durable cluster of its own, with a database that belongs to an
 * ordinary role. Not thread-safe.
 */
final class PrimaryServer {
  private static final String SUPERUSER = "postgres";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration DEATH = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = 1_000_000;

  private final Cluster cluster;
  private final Path log;
  private final ConnectionTarget application;
  private List<ProcessHandle> killed = List.of();

  private PrimaryServer(Cluster cluster, Path log, ConnectionTarget application) {
    this.cluster = cluster;
    this.log = log;
    this.application = application;
  }

  /**
   * What was killed.
   *
   * @param at {@link System#nanoTime()} just before the first signal
   * @param processes how many got one
   */
  record Killed(long at, int processes) {}

  /** Makes the cluster; starts nothing. */
  static PrimaryServer build(DemoFolder folder, Binaries binaries, ConnectionFactory factory)
      throws IOException, SQLException {
    Cluster cluster = new Cluster(binaries, folder.primary().resolve("data"), folder.account());
    Secret superuser = password();
    Path file = folder.primary().resolve("password");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, superuser.reveal());
    folder.account().own(file);
    cluster.initialise(SUPERUSER, file, "--no-sync");
    Files.delete(file);
    int port = FreePort.forService();
    Files.writeString(
        cluster.data().resolve("postgresql.conf"),
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 32MB\n"
            + "port = "
            + port
            + "\n",
        StandardOpenOption.APPEND);
    ConnectionTarget admin =
        new ConnectionTarget(
            new Endpoint("127.0.0.1", port), "postgres", SUPERUSER, superuser, Map.of());
    PrimaryServer server =
        new PrimaryServer(
            cluster,
            folder.primary().resolve("server.log"),
            admin.database(DemoSite.DATABASE).as(DemoSite.USER, password()));
    server.start();
    server.makeDatabase(factory, admin);
    return server;
  }

  /** How the application reaches it, as the owner of its database. */
  ConnectionTarget application() {
    return application;
  }

  /** SIGKILL to the server and every process of it. */
  Killed kill() {
    ProcessHandle postmaster =
        cluster
            .running()
            .map(PostmasterFile::pid)
            .flatMap(ProcessHandle::of)
            .orElseThrow(
                () -> new ServerException("kill the primary: it is not running", "run it again"));
    // Found before the clock starts: looking through all processes takes milliseconds. What is
    // forked in between ends by itself when its postmaster is gone.
    killed = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    long at = System.nanoTime();
    killed.forEach(ProcessHandle::destroyForcibly);
    return new Killed(at, killed.size());
  }

  /** Starts it, again after a kill, and waits until it accepts connections. */
  void start() {
    long deadline = System.nanoTime() + DEATH.toNanos();
    while (killed.stream().anyMatch(this::works) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    cluster.start(log, TIMEOUT);
  }

  /** A zombie works nowhere, whatever the JDK says of its being alive. */
  private boolean works(ProcessHandle process) {
    return process.isAlive() && new PostmasterFile(process.pid(), 0, "").alive(cluster.data());
  }

  private void makeDatabase(ConnectionFactory factory, ConnectionTarget admin) throws SQLException {
    try (Connection connection = factory.open(admin);
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_min_error_statement = panic");
      statement.execute(
          "CREATE ROLE "
              + DemoSite.USER
              + " LOGIN PASSWORD '"
              + application.password().reveal()
              + "'");
      statement.execute("CREATE DATABASE " + DemoSite.DATABASE + " OWNER " + DemoSite.USER);
    }
  }

  /** Hexadecimal: nothing to quote. */
  private static Secret password() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }
}
