package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.ProvisionedState;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A state directory for a test, with its fallback; both gone on close. */
public final class TestSite implements AutoCloseable {
  /**
   * Patient: on a busy machine a process that has just begun, or one beside it, misses the default
   * of 750 ms, and the site would be on its fallback before the test's own outage.
   */
  static final ProbeSettings PROBE =
      new ProbeSettings(
          ProbeSettings.defaults().interval(),
          Duration.ofSeconds(3),
          ProbeSettings.defaults().failureThreshold());

  private final Path folder;

  private TestSite(Path folder) {
    this.folder = folder;
  }

  /** With a fallback that needs no more than to be started. */
  public static TestSite create() {
    TestSite site = bare();
    Fallback.PROVISIONED.copyTo(site.folder);
    return site;
  }

  /** With nothing yet. */
  static TestSite bare() {
    return in(ScratchFolder.create("understudy-site-"));
  }

  /** In a folder that is there and empty. */
  static TestSite in(Path folder) {
    try {
      if (Account.isRoot()) {
        // The account that runs the fallback has to be able to walk in.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      linkBinaries(folder);
      return new TestSite(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpacked once for all tests: the name of the folder tells the release. */
  private static void linkBinaries(Path folder) throws IOException {
    Path home = TestServer.embedded().directory().getParent();
    Path binaries = Files.createDirectory(folder.resolve("binaries"));
    Files.createSymbolicLink(binaries.resolve(home.getFileName()), home);
  }

  /** Made by the first who asks. */
  private static final class Fallback {
    static final ProvisionedState PROVISIONED =
        ProvisionedState.by(
            state -> {
              linkBinaries(state);
              new Provisioner(fallback(true), state, ProgressListener.SILENT).provision();
              return state;
            });
  }

  public Path folder() {
    return folder;
  }

  public Settings settings(String host, int port) {
    return settings(folder, host, port);
  }

  static Settings settings(Path folder, String host, int port) {
    return new Settings(
        database(List.of(new Endpoint(host, port))),
        fallback(true),
        failover(PROBE, FailoverSettings.defaults().drainTimeout()),
        folder);
  }

  private static DatabaseSettings database(List<Endpoint> hosts) {
    return new DatabaseSettings(
        hosts, "postgres", TestServer.SUPERUSER, Secret.of(TestServer.PASSWORD), Map.of());
  }

  /** With another drain timeout. */
  Settings draining(TestServer primary, Duration drain) {
    return new Settings(
        settings(primary).database(), fallback(true), failover(PROBE, drain), folder);
  }

  /** With a primary of several hosts, and that long a probe. */
  Settings probing(List<FaultProxy> hosts, Duration timeout) {
    ProbeSettings probe = new ProbeSettings(Duration.ofMillis(500), timeout, 2);
    List<Endpoint> endpoints =
        hosts.stream().map(link -> new Endpoint(link.host(), link.port())).toList();
    FailoverSettings failover = failover(probe, FailoverSettings.defaults().drainTimeout());
    return new Settings(database(endpoints), fallback(true), failover, folder);
  }

  private static FailoverSettings failover(ProbeSettings probe, Duration drain) {
    FailoverSettings usual = FailoverSettings.defaults();
    return new FailoverSettings(
        probe,
        usual.returnMode(),
        usual.calm(),
        drain,
        usual.borrowTimeout(),
        usual.mirror(),
        usual.conflicts());
  }

  Settings settings(TestServer primary) {
    return settings(primary.host(), primary.port());
  }

  public Settings withoutFallback(TestServer primary) {
    Settings settings = settings(primary);
    return new Settings(settings.database(), fallback(false), settings.failover(), folder);
  }

  Settings local() {
    return new Settings(null, fallback(true), FailoverSettings.defaults(), folder);
  }

  static FallbackSettings fallback(boolean enabled) {
    return new FallbackSettings(
        enabled, ProvisionMode.EMBEDDED, "understudy", "understudy_app", null, "127.0.0.1", null);
  }

  public Understudy start(TestServer primary) {
    return start(settings(primary));
  }

  public Understudy start(Settings settings) {
    return Understudy.builder(settings).migrations(TestSite::migrate).start();
  }

  static void migrate(DataSource source) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      // IF NOT EXISTS alone is a race between processes that start at once.
      statement.execute(
          "SELECT pg_advisory_xact_lock(1); CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY,"
              + " text text)");
    }
  }

  /** The process of the fallback's server, as its own file says. */
  long fallbackPid() throws IOException {
    return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip());
  }

  /** SIGKILL to the fallback's server; its processes end with it. */
  void killFallback() throws IOException {
    ProcessHandle server = ProcessHandle.of(fallbackPid()).orElseThrow();
    List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    server.onExit().join();
  }

  /** Takes away what the server needs to start; its data stays whole. */
  void breakFallback() throws IOException {
    Files.move(data().resolve("global"), data().resolve("global.away"));
  }

  /** Undoes that. */
  void mendFallback() throws IOException {
    Files.move(data().resolve("global.away"), data().resolve("global"));
  }

  private Path data() {
    return folder.resolve("fallback").resolve("data");
  }

  @Override
  public void close() {
    new Provisioner(fallback(true), folder, ProgressListener.SILENT).destroy();
    try {
      if (Files.exists(folder)) {
        Trees.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
