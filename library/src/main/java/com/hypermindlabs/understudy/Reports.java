package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusReport.FallbackStatus;
import com.hypermindlabs.understudy.status.StatusReport.JournalStatus;
import com.hypermindlabs.understudy.status.StatusReport.MirrorStatus;
import com.hypermindlabs.understudy.status.StatusReport.PrimaryStatus;
import com.hypermindlabs.understudy.status.StatusReport.RouteStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a report together from what a site knows. */
final class Reports {
  private static final double NANOS_PER_MILLI = 1e6;

  private Reports() {}

  /**
   * What is told of mirror, journal and tables.
   *
   * @param books what the fallback knows
   * @param mirror how it is doing
   * @param held how many changes wait for a person
   * @param returns reports of returns, and what the next one waits for
   * @param aside whether what was set aside waits to be merged
   */
  record Upkeep(Books books, MirrorStatus mirror, long held, Returns returns, boolean aside) {
    @Nullable String waitsFor(Mode mode) {
      boolean away = mode == Mode.DEGRADED || mode == Mode.RETURNING;
      @Nullable String said = away || aside ? returns.waitsFor() : null;
      return aside && said == null ? AsideDuty.WAITS : said;
    }
  }

  /** The report of a running process. */
  static StatusReport of(Site site) {
    SiteParts parts = site.parts();
    RouteState state = site.state();
    Books books = site.books().books();
    PrimaryStatus primary = primary(parts.settings().database(), parts.lastReading(Target.PRIMARY));
    FallbackStatus fallback = fallback(parts, books);
    return report(
        state.mode(),
        route(state, primary, fallback),
        primary,
        fallback,
        new Upkeep(
            books,
            MirrorView.of(site, books),
            site.books().held(),
            site.workshop().returns(),
            parts.directory().setAside().pending()));
  }

  static StatusReport report(
      Mode mode, RouteStatus route, PrimaryStatus primary, FallbackStatus fallback, Upkeep upkeep) {
    return new StatusReport(
        mode,
        route,
        primary,
        fallback,
        upkeep.mirror(),
        new JournalStatus(upkeep.books().journaled(), upkeep.waitsFor(mode)),
        upkeep.held(),
        upkeep.books().tables(),
        List.of(),
        upkeep.returns().latest().orElse(null));
  }

  static RouteStatus route(RouteState state, PrimaryStatus primary, FallbackStatus fallback) {
    return route(state.mode(), state.route(), state.since(), state.reason(), primary, fallback);
  }

  static RouteStatus route(
      Mode mode,
      Route route,
      @Nullable Instant since,
      String reason,
      PrimaryStatus primary,
      FallbackStatus fallback) {
    if (mode == Mode.OUTAGE) {
      return new RouteStatus("none", null, route.epoch(), since, reason);
    }
    return new RouteStatus(
        route.target().json(),
        route.target() == Target.PRIMARY ? primary.endpoint() : fallback.endpoint(),
        route.epoch(),
        since,
        reason);
  }

  static PrimaryStatus primary(@Nullable DatabaseSettings settings, @Nullable Reading reading) {
    if (settings == null) {
      return new PrimaryStatus(false, null, null, null, null, null);
    }
    String hosts =
        settings.hosts().stream().map(Endpoint::toString).collect(Collectors.joining(","));
    if (reading instanceof Reading.Healthy healthy) {
      return new PrimaryStatus(
          true,
          healthy.endpoint().toString(),
          true,
          healthy.latency().toNanos() / NANOS_PER_MILLI,
          healthy.version(),
          null);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      return new PrimaryStatus(true, hosts, false, null, null, bad.problem());
    }
    return new PrimaryStatus(true, hosts, null, null, null, null);
  }

  private static FallbackStatus fallback(SiteParts parts, Books books) {
    FallbackSettings settings = parts.settings().fallback();
    @Nullable FallbackSide side = parts.fallback();
    @Nullable FallbackServer server = side == null ? null : side.server();
    if (side == null || server == null) {
      return new FallbackStatus(
          settings.enabled(),
          settings.mode().name().toLowerCase(Locale.ROOT),
          null,
          false,
          false,
          null,
          null,
          null,
          side == null ? null : side.problem());
    }
    @Nullable Reading last = parts.lastReading(Target.FALLBACK);
    @Nullable Problem problem =
        last instanceof Reading.Unhealthy bad ? bad.problem() : side.problem();
    return new FallbackStatus(
        true,
        server.mode().name().toLowerCase(Locale.ROOT),
        server.application().endpoint().toString(),
        true,
        !(last instanceof Reading.Unhealthy),
        server.version().toString(),
        server.pgvector(),
        books.dataAsOf(),
        problem);
  }
}
