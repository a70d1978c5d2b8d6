package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.health.Moment;
import com.hypermindlabs.understudy.pool.Lanes;
import com.hypermindlabs.understudy.reconcile.LockHolder;
import com.hypermindlabs.understudy.reconcile.ReconcileException;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.route.Readiness;
import com.hypermindlabs.understudy.route.ReturnFacts;
import com.hypermindlabs.understudy.route.ReturnPolicy;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.status.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does while the route leads to the fallback: waits until the policy lets the site
 * return, hands back in rounds until little is left, then ends the return. One thread takes its
 * steps; what it waits for may be asked by any.
 */
final class ReturnDuty {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnDuty.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration SETBACK = Duration.ofSeconds(5);
  private static final int MOST_DOUBLED = 3;
  private static final Duration LATER = Duration.ofSeconds(1);
  private static final long LITTLE = 25;
  private static final int REHEARSED = 20;

  /** Of so many rows that were handed over, the dead entries of the journal are in the way. */
  private static final long MANY = 1_000;

  private final Workshop workshop;
  private final Lanes lanes;
  private final Incident delay;
  private volatile @Nullable Given given;
  private volatile PrimaryIdentity identity = PrimaryIdentity.UNKNOWN;
  private volatile @Nullable String setback;
  private volatile long setbackEnds;
  private int locks;
  private @Nullable Tally tally;

  /**
   * An order to return.
   *
   * @param order as it was given
   * @param from where the site stood when it was taken up
   */
  private record Given(Orders.Order order, RouteState from) {}

  /** The order to stay came when the last round was under way. */
  private static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUpException(RouteState now) {
      super("given up: " + now.reason());
    }
  }

  ReturnDuty(Workshop workshop, Lanes lanes) {
    this.workshop = workshop;
    this.lanes = lanes;
    this.delay =
        new Incident(
            reason -> {
              LOG.info("the return waits: {}", reason);
              workshop.returns().waitsFor(reason);
              workshop.publish(new Event.ReturnDelayed(workshop.now(), reason));
            },
            () -> workshop.returns().waitsFor(null));
  }

  /** Whether the site may return, as things stand. Asks no server. */
  Readiness readiness() {
    SiteParts parts = workshop.parts();
    FailoverSettings settings = parts.settings().failover();
    Health health = parts.health(Target.PRIMARY);
    boolean failed = setback != null && System.nanoTime() - setbackEnds < 0;
    RouteState state = workshop.router().state();
    ReturnFacts.@Nullable Order order = order(state);
    return ReturnPolicy.decide(
        new ReturnFacts(
            state,
            parts.directory().leader().leading(),
            settings.returnMode() == ReturnMode.AUTO,
            order,
            parts.primaryView(order != null),
            health instanceof Health.Up up ? up.since().until(Moment.now()) : Duration.ZERO,
            settings.calm(),
            identity,
            failed ? setback : null));
  }

  /** An order to return stands until an order to stay comes after it. */
  private ReturnFacts.@Nullable Order order(RouteState state) {
    Given standing = given;
    return standing == null || (stays(state) && !state.equals(standing.from()))
        ? null
        : new ReturnFacts.Order(standing.order().confirmed(), standing.order().reason());
  }

  private static boolean stays(RouteState state) {
    return state instanceof RouteState.Degraded degraded && degraded.ordered();
  }

  /** The operator wants it, whatever failed before. */
  void ordered(Orders.Order order) {
    Given standing = given;
    if (standing == null) {
      setback = null;
    }
    if (standing == null || !standing.order().equals(order)) {
      given = new Given(order, workshop.router().state());
    }
  }

  /** The order is done with. */
  void released() {
    given = null;
  }

  /**
   * Looks whether it is time, and goes as far as it can.
   *
   * @return how long to wait for the next look
   */
  Duration step() {
    Readiness readiness = met(readiness());
    workshop.look(this::readiness);
    if (readiness instanceof Readiness.NotYet not) {
      delay.happens(not.reason());
    } else if (readiness instanceof Readiness.Ready
        && workshop.router().state() instanceof RouteState.Returning returning) {
      delay.isOver();
      attempt(returning);
      if (!stands(returning)) {
        identity = PrimaryIdentity.UNKNOWN; // it may be another one by the next time
      }
    }
    return LOOK;
  }

  /** It is back on the primary: nothing of what was learned holds any more. */
  void over() {
    identity = PrimaryIdentity.UNKNOWN;
    setback = null;
    given = null;
    tally = null;
    locks = 0;
    delay.isOver();
  }

  /** Before it begins, the primary shows who it is. */
  private Readiness met(Readiness readiness) {
    if (!(readiness instanceof Readiness.Ready) || identity.trusted()) {
      return readiness;
    }
    try {
      identity = workshop.engine().identity();
      if (!identity.trusted()) {
        workshop.stranger(identity, Workshop.UNMERGED);
      }
    } catch (SQLException | CaptureException e) {
      failed("compare the primary with what the fallback knows of it", e);
    }
    return readiness();
  }

  private void attempt(RouteState.Returning returning) {
    try {
      workshop.parts().migratePrimary();
      Engine engine = workshop.engine();
      List<Verdict> verdicts = engine.refresh();
      workshop.planned(verdicts);
      rounds(engine, verdicts, returning);
      if (!stands(returning)) {
        return;
      }
      prepare(engine, verdicts);
      // What was written during the preparations.
      List<LockHolder> inTheWay =
          new LockPatience(
                  () -> round(engine, verdicts, returning),
                  round -> engine.reconciler().holders(verdicts, round))
              .standing(rounds(engine, verdicts, returning));
      if (inTheWay.isEmpty()) {
        end(engine, verdicts, returning);
      } else {
        failed("hand back: " + LockHolder.locked(inTheWay), true);
      }
    } catch (ReconcileException e) {
      failed("hand back", e);
    } catch (Exception e) {
      workshop.tearDown();
      failed("prepare the return", e);
    }
  }

  /** Until little is left, or what comes meanwhile is as much as a round carries. */
  private RoundReport rounds(
      Engine engine, List<Verdict> verdicts, RouteState.Returning returning) {
    long before;
    long left = Long.MAX_VALUE;
    RoundReport round;
    do {
      before = left;
      round = round(engine, verdicts, returning);
      left = round.left();
    } while (left > LITTLE && left < before / 2 && stands(returning));
    return round;
  }

  /** Not when the primary failed again, or an operator ordered the site to stay. */
  private boolean stands(RouteState.Returning returning) {
    return workshop.router().refresh().equals(returning);
  }

  private RoundReport round(Engine engine, List<Verdict> verdicts, RouteState.Returning returning) {
    RoundReport round = engine.reconciler().round(verdicts, returning.route().epoch());
    tally().add(round);
    return round;
  }

  private Tally tally() {
    Tally standing = tally;
    if (standing == null) {
      standing = new Tally(workshop.now());
      tally = standing;
    }
    return standing;
  }

  private void end(Engine engine, List<Verdict> verdicts, RouteState.Returning returning) {
    if (!stands(returning)) {
      return;
    }
    long epoch = returning.route().epoch();
    Tally sum = tally();
    GateHandover handover =
        new GateHandover(
            workshop.parts().knownFallback(),
            closing -> {
              sum.add(engine.reconciler().lastRound(verdicts, closing, epoch));
              if (!stands(returning)) {
                throw new GivenUpException(workshop.router().state());
              }
            },
            lanes::borrowed,
            workshop.parts().options().steps());
    long begun = System.nanoTime();
    RouteState after =
        workshop
            .router()
            .handOver(
                returning.reason(),
                workshop.parts().settings().failover().drainTimeout(),
                handover);
    Duration pause = Duration.ofNanos(System.nanoTime() - begun);
    if (after.route().target() == Target.FALLBACK) {
      workshop.lookAtGate(); // the answer to the last commit may have been lost
      after = workshop.router().state();
    }
    if (after.route().target() == Target.PRIMARY) {
      later(engine.reconciler()::release);
      workshop.returned(
          sum.report(after.route().epoch(), returning.reason(), workshop.now(), pause, verdicts));
    } else if (!stays(after)) {
      @Nullable Exception why = handover.failure();
      failed("close the gate", why == null ? new IllegalStateException("it stayed open") : why);
    }
  }

  /** Tidies up when those who waited are served: the processors are theirs first. */
  private static void later(Runnable tidying) {
    Threads.once(
        "understudy-tidying",
        () -> {
          LockSupport.parkNanos(LATER.toNanos());
          tidying.run();
        });
  }

  /** Whatever takes time is done before anybody has to wait. */
  private void prepare(Engine engine, List<Verdict> verdicts) {
    try {
      engine.reconciler().tidy(verdicts, tally().withRows(MANY));
    } catch (ReconcileException e) {
      LOG.debug("tidy up before the last round", e);
    }
    try {
      workshop.parts().knownFallback().gateTable().prepareClosing();
    } catch (SQLException e) {
      LOG.debug("have a connection ready for the closing", e);
    }
    lanes.match(Target.PRIMARY, Rehearsal.of(tally().busiest().stream().limit(REHEARSED).toList()));
  }

  private void failed(String operation, Exception e) {
    LOG.debug("{}", operation, e);
    failed(
        operation + ": " + e.getMessage(), e instanceof ReconcileException round && round.locked());
  }

  /** A lock that stands is asked for less and less often: each time is some work for both sides. */
  private void failed(String reason, boolean locked) {
    identity = PrimaryIdentity.UNKNOWN; // it may be another one when it comes back
    locks = locked ? locks + 1 : 0;
    int doubled = Math.min(Math.max(locks - 1, 0), MOST_DOUBLED);
    setbackEnds = System.nanoTime() + SETBACK.multipliedBy(1L << doubled).toNanos();
    setback = reason;
  }
}
