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
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a site from outside. Starts, provisions and turns nothing; the mode is what the same
 * policy says that chooses at a start.
 */
final class Observer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;

  Observer(Settings settings) {
    this.settings = settings;
  }

  /** What was found of the fallback. */
  private record Seen(LocalStatus local, @Nullable FallbackServer server, GateReading gate) {}

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
              new StartFacts(primary, settings.fallback().enabled(), seen.gate(), record, mapped));
      boolean nobody = directory.leader().tryLead();
      return report(choice, reading, seen, record, nobody);
    }
  }

  private StatusReport report(
      StartChoice choice,
      @Nullable Reading reading,
      Seen seen,
      Optional<RouteRecord> record,
      boolean nobody) {
    PrimaryStatus primary = Reports.primary(settings.database(), reading);
    FallbackStatus fallback = fallback(seen);
    Mode onFallback = settings.database() == null ? Mode.LOCAL : Mode.DEGRADED;
    Route waitedFor = StartPolicy.waitedFor(choice);
    Mode mode = Mode.NORMAL;
    String reason = "the primary serves";
    if (choice instanceof StartChoice.NoRoute none) {
      mode = Mode.OUTAGE;
      reason = none.problem().message() + " (" + none.problem().hint() + ")";
    } else if (choice instanceof StartChoice.StayOnFallback) {
      mode = onFallback;
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
                  + (nobody ? "; the next start takes over on the fallback" : "; about to turn")),
          primary,
          fallback);
    }
    @Nullable RouteRecord standing =
        record.filter(known -> known.epoch() == waitedFor.epoch()).orElse(null);
    if (standing != null && standing.mode() == mode) {
      reason = standing.reason();
    }
    return Reports.report(
        mode,
        Reports.route(
            mode,
            waitedFor,
            standing == null || standing.mode() != mode ? null : standing.since(),
            reason,
            primary,
            fallback),
        primary,
        fallback);
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
      return new Seen(local, null, new GateReading.Missing());
    }
    if (!local.running()) {
      return new Seen(local, null, stopped(remembered));
    }
    @Nullable FallbackServer server = provisioner.verify().server();
    if (server == null) {
      Finding problem = local.problem();
      String why = problem == null ? "the fallback does not answer" : problem.message();
      return new Seen(
          local,
          null,
          new GateReading.Unreadable(new Problem(ProblemCode.OTHER, why, "see 'doctor'")));
    }
    return new Seen(local, server, read(server));
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

  private static GateReading read(FallbackServer server) {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/status", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    try (GateTable table = new GateTable(factory, server.owner(), PATIENCE)) {
      return FallbackSide.reading(table.read());
    } catch (SQLException e) {
      return FallbackSide.failure(e);
    }
  }

  private FallbackStatus fallback(Seen seen) {
    LocalStatus local = seen.local();
    @Nullable FallbackServer server = seen.server();
    @Nullable Finding problem = local.problem();
    boolean enabled = settings.fallback().enabled();
    @Nullable Problem shown =
        enabled && local.provisioned() && problem != null
            ? new Problem(ProblemCode.OTHER, problem.message(), problem.hint())
            : null;
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
        null,
        shown);
  }
}
