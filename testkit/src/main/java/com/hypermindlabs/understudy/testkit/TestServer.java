package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.EmbeddedBinaries;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.server.PostmasterFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests: started in under a second, thrown away on close. Its data is not
 * fsynced; a kill of the server loses nothing all the same, only a crash of the machine would.
 *
 * <pre>{@code
 * try (TestServer server = TestServer.start()) {
 *   TestDatabase database = server.createDatabase();
 *   try (Connection connection = database.connect()) { ... }
 * }
 * }</pre>
 *
 * Thread-safe.
 */
public final class TestServer implements AutoCloseable {
  /** The superuser's name. */
  public static final String SUPERUSER = "postgres";

  /** The superuser's password. */
  public static final String PASSWORD = "test p@ss'w\\rd% \"ü";

  private static final int FIRST_WITH_STRATEGIES = 15;
  private static final AtomicLong DATABASES = new AtomicLong();

  private static final int VALID_SECONDS = 10;

  private final ThrowAwayCluster files;
  private final boolean shared;

  /** The superuser's session of {@link #execute}, kept: a new one costs more than most of it. */
  private @Nullable Connection kept;

  private final ReentrantLock taking = new ReentrantLock();

  private TestServer(ThrowAwayCluster files, boolean shared) {
    this.files = files;
    this.shared = shared;
  }

  /** Started by the first who asks. */
  private static final class Shared {
    private static final TestServer SERVER = start();

    private static TestServer start() {
      TestServer server = TestServer.start(embedded(), ThrowAwayCluster.newFolder(), true);
      Runtime.getRuntime().addShutdownHook(new Thread(server.files::delete, "test-server-discard"));
      return server;
    }
  }

  /**
   * One server for the whole JVM, for tests that need a database but no server of their own. The
   * first call starts it, the JVM's end stops it, {@link #close()} does nothing. Tests must leave
   * the server itself alone: no kill, no stop, no settings.
   */
  public static TestServer shared() {
    return Shared.SERVER;
  }

  /** Starts a server of the embedded binaries, with further lines for its postgresql.conf. */
  public static TestServer start(String... settings) {
    return start(embedded(), settings);
  }

  /** Starts a server of other binaries, as those of the host's own installation. */
  public static TestServer start(Binaries binaries, String... settings) {
    return start(binaries, ThrowAwayCluster.newFolder(), false, settings);
  }

  /**
   * Starts a server whose commits are on a disk before they are acknowledged, as those of a server
   * in use: for measuring what depends on it.
   */
  public static TestServer durable(String... settings) {
    String[] all =
        Stream.concat(Stream.of("fsync = on"), Stream.of(settings)).toArray(String[]::new);
    return start(embedded(), ThrowAwayCluster.newFolderOnDisk(), false, all);
  }

  /** Starts a server that takes encrypted connections, too; nobody has signed its certificate. */
  public static TestServer encrypted(String... settings) {
    Path folder = ThrowAwayCluster.newFolder();
    try {
      String[] all =
          Stream.concat(SelfSigned.in(folder), Stream.of(settings)).toArray(String[]::new);
      return start(embedded(), folder, false, all);
    } catch (IOException e) {
      throw new UncheckedIOException("make a certificate for a test server", e);
    }
  }

  private static TestServer start(
      Binaries binaries, Path folder, boolean shared, String... settings) {
    try {
      ThrowAwayCluster files =
          ThrowAwayCluster.create(binaries, folder, String.join("\n", settings));
      TestServer server = new TestServer(files, shared);
      try {
        server.restart();
      } catch (RuntimeException e) {
        files.delete();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("start a test server", e);
    }
  }

  /**
   * Starts a hot standby of another server, which streams from it without holding up its commits.
   * The other one is stopped for the time of the copy. To be promoted with {@code pg_promote()}.
   */
  public static TestServer standbyOf(TestServer leader) {
    // Quoted for the connection string, and the whole of it for the file.
    String source =
        "host="
            + leader.host()
            + " port="
            + leader.port()
            + " user="
            + SUPERUSER
            + " password='"
            + PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
            + "'";
    String setting = source.replace("\\", "\\\\").replace("'", "''");
    leader.stop();
    try {
      ThrowAwayCluster files =
          ThrowAwayCluster.copy(leader.files, "primary_conninfo = '" + setting + "'");
      Path signal = Files.createFile(files.cluster().data().resolve("standby.signal"));
      files.cluster().account().own(signal);
      leader.restart();
      TestServer standby = new TestServer(files, false);
      standby.restart();
      return standby;
    } catch (IOException e) {
      throw new UncheckedIOException("copy a test server", e);
    }
  }

  /** The embedded binaries, unpacked once on this machine. */
  public static Binaries embedded() {
    return EmbeddedBinaries.in(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "understudy-binaries-" + System.getProperty("user.name")));
  }

  /** The newest supported PostgreSQL that the host's owner has installed. */
  public static Optional<Binaries> installed() {
    return InstalledBinaries.newest();
  }

  /** All that there is to test with: the embedded binaries, then the host's if there are any. */
  public static List<Binaries> everyVersion() {
    return Stream.concat(Stream.of(embedded()), installed().stream()).toList();
  }

  /** Makes an empty database in some tens of milliseconds. */
  public TestDatabase createDatabase() {
    return createDatabase(maintenance("template1"));
  }

  /**
   * Makes a database as a copy of another one, in some tens of milliseconds. Whoever is still
   * connected to the template is thrown out; {@link #freeze} keeps everybody out for good.
   */
  public TestDatabase createDatabase(TestDatabase template) {
    TestDatabase copy =
        maintenance(String.format(Locale.ROOT, "test_%d", DATABASES.incrementAndGet()));
    execute(
        disconnection(template),
        "CREATE DATABASE " + copy.name() + " TEMPLATE " + template.name() + strategy());
    return copy;
  }

  /** Makes a database a template: sessions are ended and no new ones let in. */
  public TestDatabase freeze(TestDatabase database) {
    execute(
        "ALTER DATABASE " + database.name() + " WITH ALLOW_CONNECTIONS false IS_TEMPLATE true",
        disconnection(database));
    return database;
  }

  /** Ends every session in a database. */
  public void disconnect(TestDatabase database) {
    execute(disconnection(database));
  }

  /** Deletes a database; whoever is connected is thrown out. */
  public void drop(TestDatabase database) {
    execute("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
  }

  private static String disconnection(TestDatabase database) {
    return "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
        + database.name()
        + "'";
  }

  // The default of 15 and newer writes every block to the log, which takes twice as long.
  private String strategy() {
    return major() >= FIRST_WITH_STRATEGIES ? " STRATEGY FILE_COPY" : "";
  }

  /** The database {@code postgres}, as superuser. */
  public TestDatabase maintenance() {
    return maintenance("postgres");
  }

  private TestDatabase maintenance(String database) {
    return new TestDatabase(this, database, SUPERUSER, PASSWORD);
  }

  /**
   * Makes a role that may log in, unless there is one of that name. Its password is quick to check,
   * as that of the superuser: tests log in often, and the rounds that slow down guessing would take
   * milliseconds each time, in a JVM that has just begun a tenth of a second.
   *
   * @param name as it stands in SQL
   * @param options of {@code CREATE ROLE}, as {@code CREATEDB}; may be empty
   */
  public void createRole(String name, String options, String password) {
    execute(
        "DO $$ BEGIN CREATE ROLE "
            + name
            + " LOGIN "
            + options
            + " PASSWORD '"
            + ClusterTemplate.verifier(password)
            + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }

  /** Runs statements as superuser in the database {@code postgres}, each for itself. */
  public void execute(String... statements) {
    boolean mine = taking.tryLock();
    try {
      Connection session = mine ? keptSession() : maintenance().connect();
      try (Statement statement = session.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } finally {
        if (!mine) {
          session.close();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "run on the test server: " + String.join("; ", statements), e);
    } finally {
      if (mine) {
        taking.unlock();
      }
    }
  }

  private Connection keptSession() throws SQLException {
    Connection session = kept;
    if (session == null || !session.isValid(VALID_SECONDS)) {
      closeSession();
      session = maintenance().connect();
      kept = session;
    }
    return session;
  }

  private void closeSession() throws SQLException {
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }

  /** Always the loopback address. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port; the same for the server's whole life, restarts included. */
  public int port() {
    return files.port();
  }

  /** The data directory. */
  public Path data() {
    return files.cluster().data();
  }

  /** The major version of its PostgreSQL. */
  public int major() {
    return files.cluster().binaries().version().major();
  }

  /** The postmaster's process id; fails when the server is not running. */
  public long pid() {
    return files
        .cluster()
        .running()
        .map(PostmasterFile::pid)
        .orElseThrow(() -> new IllegalStateException("the test server is not running"));
  }

  /** Starts the server again after a kill or a stop, and waits until it is ready. */
  public void restart() {
    files.start();
  }

  /**
   * Kills the server with SIGKILL, every backend too, and waits until all of them are gone.
   *
   * @return when that began, by {@link System#nanoTime}
   */
  public long kill() {
    return Kill.tree(pid());
  }

  /** Stops the server as an operator would. */
  public void stop() {
    files.stop(Cluster.StopMode.FAST);
  }

  /** Stops the server and deletes all it has; does nothing to the shared one. */
  @Override
  public void close() {
    if (!shared) {
      files.delete();
    }
  }
}
