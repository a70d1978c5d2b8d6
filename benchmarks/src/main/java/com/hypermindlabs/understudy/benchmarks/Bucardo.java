package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Command;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Debian's Bucardo with its own database on a server, and its daemon. */
final class Bucardo implements AutoCloseable {
  /** The role that it is everywhere, and its password on the throw-away servers. */
  static final String ROLE = "bucardo";

  private static final Path PROGRAM = Path.of("/usr/bin/bucardo");
  private static final Path PSQL = Path.of("/usr/bin/psql");
  private static final Path SCHEMA = Path.of("/usr/share/bucardo/bucardo.schema");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Account account = Account.forServer();
  private final Path folder;
  private final Path settings;

  /**
   * Installs it; its daemon does not run yet.
   *
   * @param control has its database afterwards
   * @param other the server that is copied to
   */
  Bucardo(TestServer control, TestServer other) throws IOException {
    folder = Files.createTempDirectory("understudy-bucardo-");
    settings = folder.resolve("bucardorc");
    Files.writeString(
        settings,
        """
        dbhost = %s
        dbport = %d
        dbname = %s
        dbuser = %s
        dbpass = %s
        logdest = %s
        batch = 1
        quiet = 1
        """
            .formatted(control.host(), control.port(), ROLE, ROLE, ROLE, folder));
    Path password = folder.resolve("pgpass");
    Files.writeString(
        password, "*:*:*:*:" + TestServer.PASSWORD.replace("\\", "\\\\").replace(":", "\\:"));
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    for (Path file : List.of(settings, password, folder)) {
      account.own(file);
    }
    install(control, password);
    other.execute("CREATE ROLE " + ROLE + " SUPERUSER LOGIN PASSWORD '" + ROLE + "'");
    run(
        "set",
        // The first copy ends the process that made it; ten seconds is its time to be missed.
        "ctl_checkonkids_time=1",
        "piddir=" + folder,
        "reason_file=" + folder.resolve("reason"),
        "log_conflict_file=" + folder.resolve("conflict"),
        "warning_file=" + folder.resolve("warning"));
  }

  /** Whether it can be used with servers of that version. */
  static boolean isThereFor(int major) {
    return Files.isExecutable(PROGRAM)
        && Files.isExecutable(PSQL)
        && Files.exists(
            Path.of(
                "/usr/share/postgresql", Integer.toString(major), "extension", "plperlu.control"));
  }

  private void install(TestServer control, Path password) {
    String words =
        "host="
            + control.host()
            + " port="
            + control.port()
            + " dbname=postgres user="
            + TestServer.SUPERUSER
            + " passfile="
            + password;
    Command.of(PSQL, "--no-psqlrc", "--quiet", "--file=" + SCHEMA, words)
        .as(account)
        .timeout(PATIENCE)
        .run();
    control.execute("ALTER ROLE " + ROLE + " PASSWORD '" + ROLE + "'");
  }

  /** One command of its program. */
  String run(String... words) {
    List<String> all = new ArrayList<>(List.of("--bucardorc=" + settings));
    all.addAll(List.of(words));
    return Command.of(PROGRAM, all.toArray(String[]::new)).as(account).timeout(PATIENCE).run();
  }

  /** Starts the daemon. */
  void start() throws IOException {
    Files.deleteIfExists(log());
    run("start");
  }

  /** Waits until the daemon has written that so many times since its start. */
  void awaitLog(String words, int times) throws IOException {
    long begun = System.nanoTime();
    while (!Files.exists(log())
        || Files.readAllLines(log()).stream().filter(line -> line.contains(words)).count()
            < times) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("Bucardo never wrote: " + words);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Path log() {
    return folder.resolve("log.bucardo");
  }

  /** Ends the daemon; does nothing when there is none. */
  void stop() throws IOException {
    Path pid = folder.resolve("bucardo.mcp.pid");
    if (!Files.exists(pid)) {
      return;
    }
    long process = Long.parseLong(Files.readAllLines(pid).get(0).strip());
    run("stop");
    long begun = System.nanoTime();
    while (Files.exists(pid)) {
      if (System.nanoTime() - begun > PATIENCE.toNanos() / 4) {
        Kill.tree(process);
        Files.deleteIfExists(pid);
        return;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    Trees.delete(folder);
  }
}
