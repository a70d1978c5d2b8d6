package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.DriverWarmUp;
import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.pool.Lanes;
import com.hypermindlabs.understudy.pool.Server;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.status.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of a site at work: readings come in, the router decides, the pools follow. The parts
 * are made by {@link SiteParts}, the first route is chosen by {@link Startup}. Thread-safe.
 */
final class Site implements Router.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Site.class);
  // A fallback that is being provisioned for the first time is worth waiting for, even at an exit.
  private static final Duration BACKGROUND_PATIENCE = Duration.ofMinutes(2);

  private final SiteParts parts;
  private final Lanes lanes;
  private final Router router;
  private final EventBus events;
  private final Startup startup;
  private final Workshop workshop;
  private final Leader leader;
  private final BookKeeper books;
  private final ViewKeeper views;
  private final ExecutorService background = Threads.single("understudy-fallback");
  private final RouteWatcher watcher = new RouteWatcher(this::look, this::tick);
  private final AtomicBoolean fallbackBusy = new AtomicBoolean();
  private final Trouble trouble = new Trouble();
  private long seenCommits; // the watcher's own
  private volatile boolean settled;
  private volatile boolean closed;
  private volatile boolean fallbackWell = true;

  Site(SiteParts parts) {
    this.parts = parts;
    this.lanes = new Lanes(parts.directory().map(), parts.poolSettings());
    this.events = new EventBus(parts.options().listeners());
    this.router =
        new Router(
            parts.directory(),
            parts.gate(),
            parts.options().clock(),
            this,
            parts.settings().failover().drainTimeout());
    this.workshop = new Workshop(parts, router, events);
    this.startup = new Startup(parts, router, workshop);
    this.leader = new Leader(workshop, lanes, this::failOverHere);
    this.books = new BookKeeper(parts);
    this.views = new ViewKeeper(parts, router, books);
    parts.monitors().readingsGoTo(this::primaryRead, this::fallbackRead);
  }

  Lanes lanes() {
    return lanes;
  }

  EventBus events() {
    return events;
  }

  SiteParts parts() {
    return parts;
  }

  RouteState state() {
    return router.state();
  }

  /** Chooses the first route, migrates that server, and keeps watching. */
  void start() {
    Threads.once("understudy-warm-up", DriverWarmUp::run);
    @Nullable PrimarySide primary = parts.primary();
    if (primary != null) {
      lanes.know(
          Target.PRIMARY,
          new Server(parts.poolFactory(), primary::target, new PoolListener(Target.PRIMARY)));
    }
    settled = startup.settle(background);
    if (!settled && parts.options().failFast()) {
      RouteState.Outage outage = (RouteState.Outage) router.state();
      throw new StartException(
          "start: neither server can serve: " + outage.problem().message(),
          outage.problem().hint(),
          null);
    }
    parts.monitors().start();
    watcher.start();
    leader.start();
    views.start();
    inBackground(this::readyFallback);
  }

  Workshop workshop() {
    return workshop;
  }

  Leader leader() {
    return leader;
  }

  BookKeeper books() {
    return books;
  }

  /** Whether this process has left the site, or is about to. */
  boolean closed() {
    return closed;
  }

  /** Looks now at the mapped word, and at what is written of the mode. */
  RouteState follow() {
    router.follow();
    return router.refresh();
  }

  /**
   * Turns this process, and with it the site, to the fallback; what the fallback lacks of the
   * primary's data is carried over before.
   */
  RouteState failOverHere(String reason) {
    if (router.state().route().target() == Target.PRIMARY) {
      trouble.ordered();
    }
    return new PlannedFailover(
            parts, router, () -> lanes.processes(Target.PRIMARY), leader::lastCycle)
        .run(reason);
  }

  @Override
  public void changed(RouteState from, RouteState to) {
    if (to instanceof RouteState.Outage outage) {
      lanes.outage(outage.problem());
    } else {
      if (to.route().target() == Target.FALLBACK) {
        knowFallback();
      }
      lanes.serve(to.route());
      lanes.trust(to.route().target());
      warmOther(to);
    }
    if (from.mode() != to.mode() || from.route().epoch() != to.route().epoch()) {
      announce(from, to);
    }
  }

  /** Ahead of the next change of route, so that its borrowers wait for no connection. */
  private void warmOther(RouteState to) {
    if (to instanceof RouteState.Returning) {
      lanes.warm(Target.PRIMARY);
      Threads.once("understudy-warm-up", () -> lanes.match(Target.PRIMARY, List.of()));
    } else if (to instanceof RouteState.Normal && parts.mirrors()) {
      lanes.warm(Target.FALLBACK);
    }
  }

  private void announce(RouteState from, RouteState to) {
    if (!settled && from.mode() == to.mode()) {
      LOG.info("the site is {}, as it was, at epoch {}", to.mode().json(), to.route().epoch());
      return;
    }
    LOG.warn(
        "route changed: mode={} (was {}) target={} epoch={} reason=\"{}\"",
        to.mode().json(),
        from.mode().json(),
        to.route().target().json(),
        to.route().epoch(),
        to.reason());
    events.publish(
        new Event.ModeChanged(
            parts.options().clock().instant(),
            from.mode(),
            to.mode(),
            to.route().epoch(),
            to.reason(),
            trouble.ended(),
            dataAsOf(from, to)));
  }

  /** Staleness is declared. */
  private @Nullable Instant dataAsOf(RouteState from, RouteState to) {
    if (from.route().target() != Target.PRIMARY || to.mode() != Mode.DEGRADED) {
      return null;
    }
    Books now = books.known();
    if (now.dataAsOf() == null) {
      now = books.latest(); // it may have been filled just now
    }
    @Nullable Instant asOf = now.dataAsOf();
    if (asOf != null) {
      LOG.warn("the fallback's data is of {}", asOf);
    } else if (now.site() != null) {
      LOG.warn("the fallback takes over empty: it never had the primary's data");
    }
    return asOf;
  }

  /** Hears of one server's connections, in the threads that use them. */
  private final class PoolListener implements Server.Listener {
    private final Target target;

    PoolListener(Target target) {
      this.target = target;
    }

    @Override
    public void lost(SQLException cause) {
      LOG.debug("a connection to the {} broke", target.json(), cause);
      if (target == router.state().route().target()) {
        trouble.begins();
      }
      lanes.doubt(target);
      parts.monitors().suspect(target);
    }

    @Override
    public void refused() {
      if (target == Target.FALLBACK) {
        inBackground(workshop::lookAtGate); // whoever closed it may not have told yet
      }
    }

    @Override
    public void committed() {
      if (target == Target.PRIMARY) {
        if (parts.directory().leader().leading()) {
          leader.wake();
        } else {
          parts.directory().map().committed(); // the leader looks there
        }
      }
    }
  }

  private void primaryRead(Reading reading, Health health) {
    @Nullable PrimarySide primary = parts.primary();
    if (reading instanceof Reading.Healthy healthy) {
      if (primary != null && primary.moved(healthy.endpoint())) {
        LOG.info("the primary's writable host is {} now", healthy.endpoint());
        lanes.refresh(Target.PRIMARY);
      }
      lanes.verdict(Target.PRIMARY);
      trouble.passes();
    } else if (health instanceof Health.Down && reading instanceof Reading.Unhealthy bad) {
      if (primary != null) {
        primary.link().abortAll(); // whoever hands back on a silent link is told now
      }
      warnOfSettings(bad);
    }
    if (!reading.healthy() && router.state().route().target() == Target.PRIMARY) {
      trouble.begins();
    }
    step();
  }

  private void warnOfSettings(Reading.Unhealthy reading) {
    if (reading.problem().code().configuration() && parts.newMistake(reading.problem())) {
      LOG.error(
          "the primary's settings are wrong, somebody has to mend them: {} ({})",
          reading.problem().message(),
          reading.problem().hint());
      events.publish(new Event.Misconfigured(parts.options().clock().instant(), reading.problem()));
    }
  }

  private void fallbackRead(Reading reading, Health health) {
    if (reading.healthy()) {
      lanes.verdict(Target.FALLBACK);
    }
    boolean well = !(health instanceof Health.Down);
    if (well != fallbackWell) {
      fallbackWell = well;
      String reason =
          reading instanceof Reading.Unhealthy bad ? bad.problem().message() : "it serves again";
      LOG.warn("the fallback {}: {}", well ? "is well" : "fails", reason);
      events.publish(new Event.FallbackChanged(parts.options().clock().instant(), well, reason));
    }
    if (!well) {
      inBackground(this::restartFallback);
    }
    step();
  }

  private void step() {
    if (settled) {
      router.look(() -> parts.sight(router.state(), leader.readiness()));
    }
  }

  private void look() {
    router.follow();
    long commits = parts.directory().map().commits();
    if (commits != seenCommits) {
      seenCommits = commits;
      if (parts.directory().leader().leading()) {
        leader.wake();
      }
    }
  }

  private void tick() {
    RouteState unused = router.refresh(); // also just before this process begins to lead
    if (parts.directory().leader().tryLead()) {
      leader.heed();
    }
    if (!settled) {
      inBackground(() -> settled = startup.settle(null));
    } else {
      inBackground(this::upkeep);
    }
    step();
  }

  private void upkeep() {
    readyFallback();
    lookAtPool();
    if (parts.health(Target.PRIMARY) instanceof Health.Up) {
      books.tick();
    } else {
      Books unused = books.books();
    }
  }

  /** Provisions, migrates and warms the fallback, so that it can take over at once. */
  private void readyFallback() {
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback != null && settled && !fallback.ready() && fallback.mayTryAgain()) {
      if (parts.lastReading(Target.PRIMARY) instanceof Reading.Healthy) {
        fallback.likeness().look();
      }
      @Nullable Problem problem = fallback.prepare();
      if (problem != null) {
        LOG.warn("the fallback is not ready: {} ({})", problem.message(), problem.hint());
        return;
      }
      knowFallback();
      lanes.warm(Target.FALLBACK);
      // A route that led here before this process knew the fallback.
      lanes.serve(parts.directory().map().read());
    }
  }

  /** What the application tells its pools may suit the primary alone. */
  private void lookAtPool() {
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback != null && fallback.ready()) {
      boolean worse = fallback.poolFails(lanes.failure(Target.FALLBACK));
      @Nullable Problem problem = fallback.problem();
      if (worse && problem != null) {
        LOG.warn("{} ({})", problem.message(), problem.hint());
      }
    }
  }

  private void restartFallback() {
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback != null && fallback.mayTryAgain()) {
      fallback.restart();
    }
  }

  private void knowFallback() {
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback != null && fallback.server() != null) {
      lanes.know(
          Target.FALLBACK,
          new Server(
              parts.poolFactory(), fallback::application, new PoolListener(Target.FALLBACK)));
      parts.monitors().watchFallback();
    }
  }

  /**
   * One piece of work about the fallback at a time; what is asked meanwhile is asked again later.
   */
  private void inBackground(Runnable work) {
    if (fallbackBusy.compareAndSet(false, true)) {
      try {
        background.execute(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.error("work on the fallback failed", e);
              } finally {
                fallbackBusy.set(false);
              }
            });
      } catch (RejectedExecutionException e) {
        fallbackBusy.set(false); // closed meanwhile
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    watcher.close();
    @Nullable PrimarySide primary = parts.primary();
    leader.close();
    views.close();
    if (primary != null) {
      primary.link().abortAll();
    }
    parts.monitors().close();
    Threads.finish(background, BACKGROUND_PATIENCE);
    lanes.close();
    workshop.close();
    books.close();
    parts.close();
    events.close();
  }
}
