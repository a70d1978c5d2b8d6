package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one process on the site's route: asks the policy after every sight of the servers, carries
 * out what it decides, and follows what other processes decide. Thread-safe; changes are taken one
 * at a time, the state can be read at any time.
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String ELSEWHERE = "another process of the site has turned";
  private static final Duration DRAIN_LOOK = Duration.ofMillis(5);
  // How much longer than the drain timeout a wait flag may stand: its owner is dead or stopped.
  private static final Duration FLAG_GRACE = Duration.ofSeconds(1);

  private final StateDirectory directory;
  private final Turn turn;
  private final Clock clock;
  private final Listener listener;
  private final Duration longestWait;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile RouteState state;
  private long waitingSince;

  /** Told of every change, in order, by the thread that made it; must not block for long. */
  public interface Listener {
    /** The state changed. When the route did too, borrowers have to be sent there now. */
    void changed(RouteState from, RouteState to);
  }

  /**
   * Starts nothing; the state is normal, at no epoch.
   *
   * @param drainTimeout how long any process of the site may keep borrowers waiting
   */
  public Router(
      StateDirectory directory, Gate gate, Clock clock, Listener listener, Duration drainTimeout) {
    this.directory = directory;
    this.turn = new Turn(directory, gate);
    this.clock = clock;
    this.listener = listener;
    this.longestWait = drainTimeout.plus(FLAG_GRACE);
    this.state = new RouteState.Normal(Route.NONE, clock.instant(), "starting");
  }

  /** Where the site stands, as this process knows it. */
  public RouteState state() {
    return state;
  }

  /** Carries out the choice of a start. */
  public RouteState begin(StartChoice choice, Mode onFallback) {
    lock.lock();
    try {
      if (choice instanceof StartChoice.UsePrimary use) {
        Route route = directory.map().advance(Route.of(use.epoch(), Target.PRIMARY));
        adopt(remembered(route, Mode.DEGRADED, "the primary serves"), true);
      } else if (choice instanceof StartChoice.StayOnFallback stay) {
        Route route = directory.map().advance(Route.of(stay.epoch(), Target.FALLBACK));
        adopt(remembered(route, onFallback, "the gate was open"), true);
      } else if (choice instanceof StartChoice.TurnToFallback to) {
        toFallback(Route.of(to.epoch(), Target.PRIMARY), onFallback, to.reason());
      } else if (choice instanceof StartChoice.NoRoute none) {
        adopt(new RouteState.Outage(none.waitedFor(), clock.instant(), none.problem()), false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a sight of both servers and does what the policy says. */
  public RouteState sight(Side primary, Side fallback) {
    lock.lock();
    try {
      follow();
      RouteState current = state;
      RouteState next = RoutePolicy.next(current, primary, fallback, clock.instant());
      if (next.route().epoch() > current.route().epoch()) {
        toFallback(current.route(), next.mode(), next.reason());
      } else if (next != current) {
        adopt(next, false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the mapped word, and goes where another process has turned to. */
  public void follow() {
    Route route = directory.map().read();
    if (route.epoch() <= state.route().epoch() && !route.waiting()) {
      waitingSince = 0;
      return;
    }
    lock.lock();
    try {
      lowerForgottenFlag(route);
      if (route.epoch() > state.route().epoch()) {
        adopt(remembered(route, Mode.DEGRADED, ELSEWHERE), false);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Turns to the fallback because the operator says so: new borrowers wait while running
   * transactions end, no longer than the drain timeout.
   *
   * @param drained whether no transaction of the site runs on the primary any more
   * @return the state afterwards: degraded, or unchanged when the fallback cannot take over
   */
  public RouteState failOver(String reason, Duration drainTimeout, BooleanSupplier drained) {
    lock.lock();
    try {
      RouteState current = state;
      if (current.route().target() == Target.FALLBACK) {
        return current;
      }
      directory.map().mark(current.route().epoch(), true);
      try {
        drain(drainTimeout, drained);
        toFallback(current.route(), Mode.DEGRADED, reason);
      } finally {
        directory.map().mark(current.route().epoch(), false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private static void drain(Duration timeout, BooleanSupplier drained) {
    long begun = System.nanoTime();
    while (!drained.getAsBoolean() && System.nanoTime() - begun < timeout.toNanos()) {
      LockSupport.parkNanos(DRAIN_LOOK.toNanos());
    }
  }

  private void toFallback(Route from, Mode mode, String reason) {
    Instant now = clock.instant();
    Turn.Outcome outcome = turn.toFallback(from, mode, now, reason);
    if (outcome instanceof Turn.Outcome.Turned turned) {
      boolean ours = turned.route().epoch() == from.epoch() + 1;
      adopt(
          mode == Mode.LOCAL
              ? new RouteState.Local(turned.route(), now, reason)
              : new RouteState.Degraded(turned.route(), now, reason),
          ours);
    } else if (outcome instanceof Turn.Outcome.Failed failed) {
      adopt(new RouteState.Outage(from, outageSince(now), failed.reading().problem()), false);
    } else if (outcome instanceof Turn.Outcome.Overtaken overtaken) {
      LOG.warn("the site is at epoch {} already, this process was at {}", overtaken.epoch(), from);
      adopt(
          remembered(
              directory.map().advance(Route.of(overtaken.epoch(), Target.PRIMARY)),
              Mode.DEGRADED,
              ELSEWHERE),
          false);
    }
  }

  private Instant outageSince(Instant now) {
    return state instanceof RouteState.Outage outage ? outage.since() : now;
  }

  private void adopt(RouteState next, boolean confirm) {
    RouteState before = state;
    state = next;
    listener.changed(before, next);
    if (confirm) {
      turn.confirm(next);
    }
  }

  /** The state of a route that was chosen by somebody else, as route.json remembers it. */
  private RouteState remembered(Route route, Mode onFallback, String otherwise) {
    @Nullable RouteRecord record = read().orElse(null);
    RouteRecord.@Nullable Intent intent = record == null ? null : record.intent();
    Mode mode = route.target() == Target.PRIMARY ? Mode.NORMAL : onFallback;
    Instant since = clock.instant();
    String reason = otherwise;
    if (record != null && record.epoch() == route.epoch()) {
      mode = record.mode();
      since = record.since();
      reason = record.reason();
    } else if (intent != null && intent.epoch() == route.epoch()) {
      mode = intent.mode();
      since = intent.since();
      reason = intent.reason();
    }
    return switch (mode) {
      case LOCAL -> new RouteState.Local(route, since, reason);
      case NORMAL -> new RouteState.Normal(route, since, reason);
      default -> new RouteState.Degraded(route, since, reason);
    };
  }

  private Optional<RouteRecord> read() {
    try {
      return directory.file().read();
    } catch (IOException e) {
      LOG.warn("route.json cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void lowerForgottenFlag(Route route) {
    long now = System.nanoTime();
    if (!route.waiting()) {
      waitingSince = 0;
    } else if (waitingSince == 0) {
      waitingSince = now;
    } else if (now - waitingSince > longestWait.toNanos()) {
      LOG.warn("a change of route was begun and never ended; going on without it");
      directory.map().mark(route.epoch(), false);
    }
  }
}
