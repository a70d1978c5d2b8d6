package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.store.NaturalKeys;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.EmbeddedBinaries;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Two throw-away servers and a process of a site over them. Immutable.
 *
 * @param settings the site's
 * @param binaries what both servers run on
 * @param primary the remote server's stand-in
 * @param fallback the one that was provisioned
 * @param understudy the process
 */
record DemoSite(
    Settings settings,
    Binaries binaries,
    PrimaryServer primary,
    FallbackServer fallback,
    Understudy understudy) {
  static final String DATABASE = "assistant";
  static final String USER = "assistant";

  private static final Duration CALM = Duration.ofSeconds(3);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ConnectionFactory FACTORY =
      new ConnectionFactory(
          "understudy/demo", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));

  /**
   * Builds it.
   *
   * @param wanted AUTO, INSTALLED or EMBEDDED, with the meaning of {@code database_fallback.mode}
   * @param cleanup gets to know of every part before it is made
   * @param script hears what is being done
   */
  static DemoSite build(ProvisionMode wanted, Cleanup cleanup, Script script) throws Exception {
    DemoFolder folder = cleanup.build(() -> folder(cleanup));
    script.doing("getting PostgreSQL ready");
    ProvisionMode mode = mode(wanted);
    Binaries binaries = cleanup.build(() -> binaries(mode, folder));
    script.doing("building the primary: initdb, a role, a database");
    PrimaryServer primary =
        cleanup.build(
            () -> {
              cleanup.add(() -> stopPrimary(folder));
              return PrimaryServer.build(folder, binaries, FACTORY);
            });
    script.doing("provisioning the fallback: initdb, roles, database, verification");
    Settings settings = settings(mode, primary.application(), folder);
    FallbackServer fallback =
        cleanup.build(
            () -> {
              Provisioner provisioner =
                  new Provisioner(settings.fallback(), folder.state(), ProgressListener.SILENT);
              cleanup.add(provisioner::destroy);
              return provisioner.provision();
            });
    script.doing("starting the site: migrations, and the gate on the fallback");
    Understudy understudy =
        cleanup.build(
            () -> {
              Understudy started =
                  Understudy.builder(settings).migrations(source -> Migrations.run(source)).start();
              cleanup.add(started);
              return started;
            });
    return new DemoSite(settings, binaries, primary, fallback, understudy);
  }

  /** Connections to the primary, past the route. */
  DataSource directToPrimary() {
    return direct(primary.application());
  }

  /** Connections to the fallback with the application's rights, past the route. */
  DataSource directToFallback() {
    return direct(fallback.application());
  }

  int primaryPort() {
    return primary.application().endpoint().port();
  }

  int fallbackPort() {
    return fallback.application().endpoint().port();
  }

  private static DataSource direct(ConnectionTarget target) {
    return new DirectDataSource(FACTORY, target, Map.of());
  }

  private static DemoFolder folder(Cleanup cleanup) throws Exception {
    DemoFolder folder = DemoFolder.create();
    cleanup.add(folder::delete);
    folder.prepare();
    return folder;
  }

  private static ProvisionMode mode(ProvisionMode wanted) {
    if (wanted != ProvisionMode.AUTO) {
      return wanted;
    }
    return InstalledBinaries.newest().isPresent()
        ? ProvisionMode.INSTALLED
        : ProvisionMode.EMBEDDED;
  }

  private static Binaries binaries(ProvisionMode mode, DemoFolder folder) {
    Optional<Binaries> installed =
        mode == ProvisionMode.INSTALLED ? InstalledBinaries.newest() : Optional.empty();
    return installed.orElseGet(() -> EmbeddedBinaries.in(folder.binaries()));
  }

  private static void stopPrimary(DemoFolder folder) {
    Cluster.stop(folder.primary().resolve("data"), Cluster.StopMode.IMMEDIATE, PATIENCE);
  }

  private static Settings settings(
      ProvisionMode mode, ConnectionTarget primary, DemoFolder folder) {
    return new Settings(
        new DatabaseSettings(
            List.of(primary.endpoint()),
            primary.database(),
            primary.user(),
            primary.password(),
            Map.of()),
        new FallbackSettings(true, mode, DATABASE, USER, null, "127.0.0.1", null),
        failover(),
        folder.state());
  }

  /**
   * As by default, but that a return waits less long, that what a community is called is held, and
   * that a probe is patient: two servers, their writers and all that looks on share one machine,
   * and the outage is to be the one of the demo. A killed server is noticed no later by that.
   */
  private static FailoverSettings failover() {
    FailoverSettings defaults = FailoverSettings.defaults();
    ProbeSettings probe = defaults.probe();
    return new FailoverSettings(
        new ProbeSettings(probe.interval(), PROBE_TIMEOUT, probe.failureThreshold()),
        defaults.returnMode(),
        CALM,
        defaults.drainTimeout(),
        defaults.borrowTimeout(),
        defaults.mirror(),
        new ConflictSettings(NaturalKeys.all(), Map.of("*", "primary-wins", "community", "hold")));
  }
}
