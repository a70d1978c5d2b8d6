package com.hypermindlabs.understudy.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
  private static final Duration DRAIN_LOOK = Duration.ofMillis(1);
  // How much longer than the drain timeout a wait flag may stand: its owner is dead or stopped.
  private static final Duration FLAG_GRACE = Duration.ofSeconds(1);

  private final StateDirectory directory;
  private final Turn turn;
  private final RouteMemory memory;
  private final Clock clock;
  private final Listener listener;
  private final Duration longestWait;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile RouteState state;
  // Ended by an order to return; where the disk is full it may stand in the record all the same.
  private @Nullable RouteState overruled;
  private long waitingSince;

  /** Told of every change, in order, by the thread that made it; must not block for long. */
  public interface Listener {
    /** The state changed. When the route did too, borrowers have to be sent there now. */
    void changed(RouteState from, RouteState to);
  }

  /**
   * How a planned change of route lets running transactions end.
   *
   * @param timeout the longest wait
   * @param drained whether none of the site runs any more
   * @param last runs once they have ended, or the time is up; what it throws stops nothing
   */
  public record Drain(Duration timeout, BooleanSupplier drained, Runnable last) {}

  /**
   * Starts nothing; the state is normal, at no epoch.
   *
   * @param drainTimeout how long any process of the site may keep borrowers waiting
   */
  public Router(
      StateDirectory directory, Gate gate, Clock clock, Listener listener, Duration drainTimeout) {
    this.directory = directory;
    this.turn = new Turn(directory, gate);
    this.memory = new RouteMemory(directory.file());
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
        toFallback(
            Route.of(to.epoch(), Target.PRIMARY),
            onFallback == Mode.LOCAL
                ? new RouteState.Local(Route.NONE, clock.instant(), to.reason())
                : new RouteState.Degraded(Route.NONE, clock.instant(), to.reason()));
      } else if (choice instanceof StartChoice.NoRoute none) {
        adopt(new RouteState.Outage(none.waitedFor(), clock.instant(), none.problem()), false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a sight of both servers and does what the policy says.
   *
   * @param sight asked once no change of route is under way any more: what was seen before one does
   *     not hold after it. Must not block
   */
  public RouteState look(Supplier<Sight> sight) {
    lock.lock();
    try {
      follow();
      RouteState current = state;
      RouteState next = RoutePolicy.next(current, sight.get(), clock.instant());
      if (next.mode() == Mode.RETURNING && current.mode() != Mode.RETURNING) {
        current = refresh(); // an order to stay may stand there alone
        next = RoutePolicy.next(current, sight.get(), clock.instant());
      }
      if (next.route().epoch() > current.route().epoch()) {
        toFallback(current.route(), next);
      } else if (next != current) {
        adopt(next, next.mode() == Mode.RETURNING || current.mode() == Mode.RETURNING);
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
   * Goes where the gate says: whoever committed that change of route may have died before he moved
   * the mapped word. Does nothing when the word is as far.
   */
  public void believe(GateReading gate) {
    Route said = Route.NONE;
    if (gate instanceof GateReading.Open open) {
      said = Route.of(open.epoch(), Target.FALLBACK);
    } else if (gate instanceof GateReading.Closed closed) {
      said = Route.of(closed.epoch(), Target.PRIMARY);
    }
    lock.lock();
    try {
      if (said.epoch() > directory.map().read().epoch() && state.route().epoch() < said.epoch()) {
        LOG.warn("the gate is at epoch {} already: somebody died while he turned", said.epoch());
        adopt(remembered(directory.map().advance(said), Mode.DEGRADED, ELSEWHERE), true);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over what another process wrote of the route that this one is on: all of it from the one
   * that leads; that one itself takes over an order to stay, which whoever gave it writes when he
   * gets no answer.
   *
   * @return the state afterwards
   */
  public RouteState refresh() {
    lock.lock();
    try {
      RouteState current = state;
      if (current instanceof RouteState.Degraded || current instanceof RouteState.Returning) {
        boolean leading = directory.leader().leading();
        memory
            .written(current)
            .filter(told -> !told.equals(current))
            .filter(told -> !leading || (stays(told) && !stays(current) && !told.equals(overruled)))
            .ifPresent(told -> adopt(told, false));
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private static boolean stays(RouteState state) {
    return state instanceof RouteState.Degraded degraded && degraded.ordered();
  }

  /**
   * Turns to the fallback because the operator says so: new borrowers wait while running
   * transactions end. A site that is there already stays there from now on, whatever led it there.
   *
   * @return the state afterwards: degraded, or unchanged when the fallback cannot take over
   */
  public RouteState failOver(String reason, Drain drain) {
    lock.lock();
    try {
      follow();
      if (stay(reason)) {
        return state;
      }
      RouteState current = state;
      directory.map().mark(current.route().epoch(), true);
      try {
        await(drain.timeout(), drain.drained());
        drain.last().run();
        toFallback(
            current.route(),
            new RouteState.Degraded(current.route(), clock.instant(), reason, true));
      } finally {
        directory.map().mark(current.route().epoch(), false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps a site on the fallback that is there, whatever led it there: nothing but an order leads
   * back. A return that has begun is given up.
   *
   * @return whether it is there
   */
  public boolean stay(String reason) {
    lock.lock();
    try {
      RouteState current = refresh();
      boolean byItself = current instanceof RouteState.Degraded && !stays(current);
      if (byItself || current instanceof RouteState.Returning) {
        adopt(new RouteState.Degraded(current.route(), current.since(), reason, true), true);
      }
      return current.route().target() == Target.FALLBACK;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The end of a return: new borrowers wait, running transactions end or are ended, what is left is
   * handed over, the gate closes, the route leads to the primary.
   *
   * @return the state afterwards: normal, or as before when the gate could not be closed
   */
  public RouteState handOver(String reason, Duration drainTimeout, Handover handover) {
    lock.lock();
    try {
      follow();
      RouteState current = refresh();
      if (!(current instanceof RouteState.Returning)) {
        return current;
      }
      directory.map().mark(current.route().epoch(), true);
      try {
        if (!await(drainTimeout, () -> handover.blockers().isEmpty())) {
          List<String> blockers = handover.blockers();
          LOG.warn("ending what runs for longer than {}: {}", drainTimeout, blockers);
          handover.endBlockers();
        }
        toPrimary(handover.close(current.route().epoch(), reason), reason);
      } finally {
        directory.map().mark(current.route().epoch(), false);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private static boolean await(Duration timeout, BooleanSupplier drained) {
    long begun = System.nanoTime();
    while (!drained.getAsBoolean()) {
      if (System.nanoTime() - begun >= timeout.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(DRAIN_LOOK.toNanos());
    }
    return true;
  }

  private void toPrimary(GateReading after, String reason) {
    if (after instanceof GateReading.Closed closed && closed.epoch() == state.route().epoch() + 1) {
      Route route = directory.map().advance(Route.of(closed.epoch(), Target.PRIMARY));
      adopt(new RouteState.Normal(route, clock.instant(), reason), true);
    } else {
      believe(after);
    }
  }

  /** The wanted state's mode, reason and time; its route is that of the gate. */
  private void toFallback(Route from, RouteState wanted) {
    Turn.Outcome outcome = turn.toFallback(from, wanted);
    if (outcome instanceof Turn.Outcome.Turned turned) {
      adopt(
          wanted instanceof RouteState.Degraded degraded
              ? new RouteState.Degraded(
                  turned.route(), wanted.since(), wanted.reason(), degraded.ordered())
              : new RouteState.Local(turned.route(), wanted.since(), wanted.reason()),
          turned.route().epoch() == from.epoch() + 1);
    } else if (outcome instanceof Turn.Outcome.Failed failed) {
      adopt(
          new RouteState.Outage(from, outageSince(wanted.since()), failed.reading().problem()),
          false);
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
    if (stays(before) && next instanceof RouteState.Returning) {
      overruled = before;
    }
    state = next;
    listener.changed(before, next);
    if (confirm) {
      turn.confirm(next);
    }
  }

  private RouteState remembered(Route route, Mode onFallback, String otherwise) {
    return memory.of(route, new RouteMemory.Assumed(onFallback, clock.instant(), otherwise));
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
