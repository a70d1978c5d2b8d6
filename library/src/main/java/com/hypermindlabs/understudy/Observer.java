package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.FindingCode;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.route.Side;
import com.hypermindlabs.understudy.route.StartChoice;
import com.hypermindlabs.understudy.route.StartFacts;
import com.hypermindlabs.understudy.route.StartPolicy;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusReport.FallbackStatus;
import com.hypermindlabs.understudy.status.StatusReport.PrimaryStatus;
import com.hypermindlabs.understudy.status.StatusReport.RouteStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a site from outside. Starts, provisions and turns nothing; the mode is what the same
 * policy says that chooses at a start.
 */
final class Observer {
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ConnectionFactory FACTORY =
      new ConnectionFactory(
          "understudy/status", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));

  private final Settings settings;

  Observer(Settings settings) {
    this.settings = settings;
  }

  /** What was found of the fallback. */
  private record Seen(
      LocalStatus local, @Nullable FallbackServer server, GateReading gate, Books books) {}

  StatusReport report() {
    try (StateDirectory directory = StateDirectory.open(settings.stateDirectory())) {
      @Nullable Reading reading = readPrimary();
      Remembered remembered = Remembered.in(directory);
      Seen seen = lookAtFallback(remembered);
      Optional<RouteRecord> record = remembered.beside(seen.gate());
      Side primary = reading == null ? new Side.Absent() : HealthView.side(reading);
      long mapped = directory.map().read().epoch();
      StartChoice choice =
          StartPolicy.choose(
              new StartFacts(
                  primary,
                  settings.fallback().enabled(),
                  seen.gate(),
                  record,
                  mapped,
                  remembered.setAside()));
      if (seen.server() != null || !seen.local().provisioned()) {
        choice = EmptyFallback.allowed(settings, seen.books(), choice);
      }
      boolean nobody = directory.leader().tryLead();
      Reports.Upkeep upkeep =
          new Reports.Upkeep(
              seen.books(),
              MirrorView.outside(choice, seen.books(), nobody),
              held(reading, seen.books()),
              new Returns(directory.path()),
              directory.setAside().pending());
      return report(choice, reading, new Looked(seen, record, nobody, upkeep));
    }
  }

  /**
   * What else was looked at.
   *
   * @param nobody whether no process of the site leads
   */
  private record Looked(
      Seen seen, Optional<RouteRecord> record, boolean nobody, Reports.Upkeep upkeep) {}

  private StatusReport report(StartChoice choice, @Nullable Reading reading, Looked looked) {
    PrimaryStatus primary = Reports.primary(settings.database(), reading);
    FallbackStatus fallback = fallback(looked.seen());
    Mode onFallback = settings.database() == null ? Mode.LOCAL : Mode.DEGRADED;
    Route waitedFor = StartPolicy.waitedFor(choice);
    @Nullable RouteRecord standing =
        looked.record().filter(known -> known.epoch() == waitedFor.epoch()).orElse(null);
    Mode mode = Mode.NORMAL;
    String reason = "the primary serves";
    if (choice instanceof StartChoice.NoRoute none) {
      mode = Mode.OUTAGE;
      reason = none.problem().message() + " (" + none.problem().hint() + ")";
    } else if (choice instanceof StartChoice.StayOnFallback) {
      boolean returning = standing != null && standing.mode() == Mode.RETURNING;
      mode = returning && !looked.nobody() ? Mode.RETURNING : onFallback;
      reason = "the gate is open";
    } else if (choice instanceof StartChoice.TurnToFallback turn) {
      return Reports.report(
          onFallback,
          new RouteStatus(
              "fallback",
              fallback.endpoint(),
              turn.epoch(),
              null,
              turn.reason()
                  + (looked.nobody()
                      ? "; the next start takes over on the fallback"
                      : "; about to turn")),
          primary,
          fallback,
          looked.upkeep());
    }
    @Nullable RouteRecord told = standing != null && standing.mode() == mode ? standing : null;
    return Reports.report(
        mode,
        Reports.route(
            mode,
            waitedFor,
            told == null ? null : told.since(),
            told == null ? reason : told.reason(),
            primary,
            fallback),
        primary,
        fallback,
        looked.upkeep());
  }

  private @Nullable Reading readPrimary() {
    DatabaseSettings database = settings.database();
    if (database == null) {
      return null;
    }
    try (ClusterProbe probe = new ClusterProbe(database, settings.failover().probe().timeout())) {
      return probe.read(true);
    }
  }

  private Seen lookAtFallback(Remembered remembered) {
    Provisioner provisioner =
        new Provisioner(settings.fallback(), settings.stateDirectory(), ProgressListener.SILENT);
    LocalStatus local = provisioner.status();
    if (!settings.fallback().enabled() || !local.provisioned()) {
      @Nullable Problem unknown = settings.fallback().enabled() ? shown(local) : null;
      GateReading gate =
          unknown == null ? new GateReading.Missing() : new GateReading.Unreadable(unknown);
      return new Seen(local, null, gate, Books.EMPTY);
    }
    if (!local.running()) {
      return new Seen(local, null, stopped(remembered), Books.EMPTY);
    }
    @Nullable FallbackServer server = provisioner.verify().server();
    if (server == null) {
      Finding problem = local.problem();
      String why = problem == null ? "the fallback does not answer" : problem.message();
      return new Seen(
          local,
          null,
          new GateReading.Unreadable(new Problem(ProblemCode.OTHER, why, "see 'doctor'")),
          Books.EMPTY);
    }
    return new Seen(local, server, read(server), books(server));
  }

  /** A stopped fallback is started before anything else: its gate is as it was left. */
  private static GateReading stopped(Remembered remembered) {
    if (remembered.damage() != null) {
      return new GateReading.Unreadable(
          new Problem(ProblemCode.OTHER, "the fallback is stopped", "run 'fallback start'"));
    }
    long epoch = remembered.record().map(RouteRecord::epoch).orElse(0L);
    return remembered.mayHoldWrites() ? new GateReading.Open(epoch) : new GateReading.Closed(epoch);
  }

  private static Books books(FallbackServer server) {
    try (Connection connection = FACTORY.open(server.owner())) {
      return Books.read(connection);
    } catch (SQLException e) {
      LOG.debug("read the fallback's books", e);
      return Books.EMPTY;
    }
  }

  /** By the ledger, on the host that was found writable; 0 where it cannot be asked. */
  private long held(@Nullable Reading reading, Books books) {
    DatabaseSettings database = settings.database();
    if (!(reading instanceof Reading.Healthy healthy) || database == null || books.site() == null) {
      return 0;
    }
    try (Connection connection = FACTORY.open(database.ownTarget(healthy.endpoint()))) {
      return Books.held(connection, books.site());
    } catch (SQLException e) {
      LOG.debug("ask the primary for held changes", e);
      return 0;
    }
  }

  private static GateReading read(FallbackServer server) {
    try (GateTable table = new GateTable(FACTORY, server.owner(), PATIENCE)) {
      return FallbackSide.reading(table.read());
    } catch (SQLException e) {
      return FallbackSide.failure(e);
    }
  }

  private FallbackStatus fallback(Seen seen) {
    LocalStatus local = seen.local();
    @Nullable FallbackServer server = seen.server();
    boolean enabled = settings.fallback().enabled();
    return new FallbackStatus(
        enabled,
        (local.mode() == null ? settings.fallback().mode() : local.mode())
            .name()
            .toLowerCase(Locale.ROOT),
        local.endpoint() == null ? null : local.endpoint().toString(),
        local.provisioned(),
        local.running(),
        local.version() == null ? null : local.version().toString(),
        server == null ? null : server.pgvector(),
        seen.books().dataAsOf(),
        enabled ? shown(local) : null);
  }

  /** That none was provisioned yet is no problem: the first start does it. */
  private static @Nullable Problem shown(LocalStatus local) {
    @Nullable Finding problem = local.problem();
    return problem == null || problem.code() == FindingCode.NOT_PROVISIONED
        ? null
        : new Problem(ProblemCode.OTHER, problem.message(), problem.hint());
  }
}
