package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Command;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Other ways to a local PostgreSQL; each answers milliseconds, cold and warm. */
final class ProvisionPeers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path CREATE = Path.of("/usr/bin/pg_createcluster");
  private static final String CLUSTER = "understudy_bench";

  private ProvisionPeers() {}

  /** initdb and pg_ctl of the embedded binaries, data fsynced, one password. */
  static double[] bare() throws Exception {
    Path folder = Files.createTempDirectory("understudy-bench-");
    Account account = Account.forServer();
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Path password = folder.resolve("password");
      Files.writeString(password, TestServer.PASSWORD);
      account.own(password);
      account.own(folder);
      Path data = folder.resolve("data");
      Binaries binaries = TestServer.embedded();
      Command start =
          Command.of(
                  binaries.program("pg_ctl"),
                  "start",
                  "--wait",
                  "--pgdata=" + data,
                  "--log=" + folder.resolve("log"),
                  "--options=-p " + FreePort.forService() + " -k " + folder + " -h 127.0.0.1")
              .as(account)
              .timeout(PATIENCE);
      Command stop =
          Command.of(binaries.program("pg_ctl"), "stop", "--wait", "--pgdata=" + data)
              .as(account)
              .timeout(PATIENCE);
      double cold =
          Stopwatch.millis(
              () -> {
                Command.of(
                        binaries.program("initdb"),
                        "--pgdata=" + data,
                        "--username=" + TestServer.SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C")
                    .as(account)
                    .timeout(PATIENCE)
                    .run();
                start.run();
              });
      stop.run();
      double warm = Stopwatch.millis(start::run);
      stop.run();
      return new double[] {cold, warm};
    } finally {
      Trees.delete(folder);
    }
  }

  /** The embedded server that tests use: cold only, it keeps nothing. */
  static double[] zonky() throws Exception {
    long begun = System.nanoTime();
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      return new double[] {(System.nanoTime() - begun) / 1e6};
    }
  }

  static boolean hasDebian() {
    return Files.isExecutable(CREATE) && Account.isRoot();
  }

  /** Debian's wrapper around initdb and pg_ctl. */
  static double[] debian() throws Exception {
    String version = Integer.toString(TestServer.installed().orElseThrow().version().major());
    Command start = program("pg_ctlcluster", version, CLUSTER, "start");
    Command stop = program("pg_ctlcluster", version, CLUSTER, "stop");
    double cold =
        Stopwatch.millis(
            () -> {
              program("pg_createcluster", "--start-conf=manual", version, CLUSTER).run();
              start.run();
            });
    try {
      stop.run();
      return new double[] {cold, Stopwatch.millis(start::run)};
    } finally {
      program("pg_dropcluster", "--stop", version, CLUSTER).run();
    }
  }

  private static Command program(String name, String... arguments) {
    return Command.of(CREATE.resolveSibling(name), arguments).timeout(PATIENCE);
  }
}
