package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One data directory and the server process on it. A server started here outlives this process.
 * Immutable; callers see to it that only one of them starts or stops a cluster at a time
 * (PostgreSQL itself refuses a second postmaster on one directory).
 *
 * @param binaries the programs; their major version is that of the directory
 * @param data the data directory
 * @param account the account that owns the directory and runs the server
 */
public record Cluster(Binaries binaries, Path data, Account account) {
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(5);
  // pg_ctl looks ten times a second; a warm start is over sooner than its second look.
  private static final Duration LOOK = Duration.ofMillis(3);
  private static final int FIRST_WITH_BUILTIN_LOCALES = 17;
  private static final List<String> OF_ITS_OWN =
      List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C");

  /**
   * What decides which signs are letters before that, of the host's: in the order of preference.
   */
  private static final List<String> OF_THE_HOST = List.of("C.UTF-8", "en_US.UTF-8", "C");

  // The file appears some milliseconds after the process; much later it means that it died.
  private static final Duration SILENT = Duration.ofSeconds(10);
  private static final int SHOWN = 12;
  private static final int LOOKED_AT = 1 << 16;

  /** How a server is stopped, in the terms of pg_ctl. */
  public enum StopMode {
    /** Sessions are ended, data is written; the next start needs no recovery. */
    FAST("INT"),
    /** Like a crash: at once, the next start recovers from the write-ahead log. */
    IMMEDIATE("QUIT");

    private final String signal;

    StopMode(String signal) {
      this.signal = signal;
    }
  }

  /**
   * Runs initdb: UTF-8, C collation, letters beyond ASCII as far as the host knows them, SCRAM for
   * every connection, everything fsynced.
   *
   * @param superuser the name of the first role
   * @param passwordFile its password; the account has to be able to read it
   * @param more further options of initdb
   * @throws ServerException with what initdb printed
   */
  public void initialise(String superuser, Path passwordFile, String... more) {
    if (binaries.version().major() >= FIRST_WITH_BUILTIN_LOCALES) {
      initdb(superuser, passwordFile, OF_ITS_OWN, more);
      return;
    }
    for (String letters : OF_THE_HOST) {
      try {
        initdb(superuser, passwordFile, List.of("--locale=C", "--lc-ctype=" + letters), more);
        return;
      } catch (ServerException e) {
        // It is the first thing that initdb looks at; the last of them is there on every host.
        if (!String.valueOf(e.getMessage()).contains("invalid locale name")) {
          throw e;
        }
      }
    }
  }

  private void initdb(String superuser, Path passwordFile, List<String> locale, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--pgdata=" + data,
                "--username=" + superuser,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8"));
    options.addAll(locale);
    options.addAll(List.of(more));
    Command.of(binaries.program("initdb"), options.toArray(String[]::new))
        .as(account)
        .timeout(INITDB_TIMEOUT)
        .run();
  }

  /**
   * Starts the server and waits until it accepts connections. Does nothing but wait when it runs.
   *
   * @param log the file that the server's log is appended to
   * @throws ServerException when it does not start in time, with the last lines of its log
   */
  public PostmasterFile start(Path log, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    long before = size(log);
    if (running().isEmpty()) {
      new StalePidFile(data).remove();
      launch(log, timeout);
    }
    long begun = System.nanoTime();
    while (true) {
      Optional<PostmasterFile> postmaster = running();
      if (postmaster.isPresent() && postmaster.get().ready()) {
        return postmaster.get();
      }
      long now = System.nanoTime();
      if (postmaster.isEmpty() && (gaveUp(log, before) || now - begun > SILENT.toNanos())) {
        throw failure(log, before, ": it ended at once");
      }
      if (now > deadline) {
        throw failure(log, before, ": not ready after " + timeout.toMillis() + " ms");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void launch(Path log, Duration timeout) {
    if (running().isPresent()) {
      return;
    }
    try {
      command(log, timeout).run();
    } catch (ServerException e) {
      // pg_ctl gives up on the pid file of a server that another process is just starting.
      new StalePidFile(data).remove();
      if (running().isEmpty()) {
        command(log, timeout).run();
      }
    }
  }

  private Command command(Path log, Duration timeout) {
    return Command.of(
            binaries.program("pg_ctl"),
            "start",
            "--no-wait",
            "--silent",
            "--pgdata=" + data,
            "--log=" + log)
        .as(account)
        .timeout(timeout);
  }

  private ServerException failure(Path log, long from, String how) {
    return new ServerException(
        "start PostgreSQL on " + data + how + lastLines(log, from),
        "the server's log " + log + " names the cause");
  }

  /**
   * Stops the server and waits for its end; does nothing when none runs.
   *
   * @throws ServerException when it does not end in time
   */
  public void stop(StopMode mode, Duration timeout) {
    stop(data, mode, timeout);
  }

  /**
   * The same without knowing the binaries, so that it works on a directory that is half gone.
   *
   * @throws ServerException when it does not end in time
   */
  public static void stop(Path data, StopMode mode, Duration timeout) {
    Optional<PostmasterFile> postmaster = running(data);
    if (postmaster.isEmpty()) {
      return;
    }
    long pid = postmaster.get().pid();
    // What pg_ctl does, which refuses to do it as root and looks only ten times a second.
    Command.of(Path.of("/bin/sh"), "-c", "kill -" + mode.signal + " " + pid).run();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (running(data).filter(file -> file.pid() == pid).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new ServerException(
            "stop PostgreSQL on " + data + ": not down after " + timeout.toSeconds() + " s",
            "see its log for what it waits for; its process is " + pid);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** The running postmaster of this directory, ready or not. */
  public Optional<PostmasterFile> running() {
    return running(data);
  }

  /** The same without knowing the binaries. */
  public static Optional<PostmasterFile> running(Path data) {
    return PostmasterFile.of(data).filter(file -> file.alive(data));
  }

  /**
   * Runs statements as the first role without a server, a password or a connection: the way back in
   * when the passwords are lost. The server has to be stopped.
   *
   * @throws ServerException with what it printed, when a statement fails too
   */
  public void singleUser(String statements) {
    String printed =
        Command.of(binaries.program("postgres"), "--single", "-D", data.toString(), "postgres")
            .as(account)
            .timeout(INITDB_TIMEOUT)
            .input(statements)
            .run();
    if (printed.contains("ERROR:") || printed.contains("FATAL:")) {
      throw new ServerException(
          "run PostgreSQL on " + data + " in single-user mode: " + printed.strip(),
          "the output above names the cause");
    }
  }

  /** Whether the server wrote since then that it cannot start. */
  private static boolean gaveUp(Path log, long from) {
    return tail(log, from).stream().anyMatch(line -> line.contains("FATAL:"));
  }

  private static String lastLines(Path log, long from) {
    List<String> lines = tail(log, from);
    return lines.isEmpty()
        ? ""
        : "; its log ends: "
            + String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }

  private static List<String> tail(Path log, long from) {
    try (InputStream file = Files.newInputStream(log)) {
      file.skipNBytes(Math.min(from, size(log)));
      String text = new String(file.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
      return text.lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }
}
