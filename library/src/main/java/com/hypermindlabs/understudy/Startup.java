package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.FailureClassifier;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.route.Side;
import com.hypermindlabs.understudy.route.StartChoice;
import com.hypermindlabs.understudy.route.StartFacts;
import com.hypermindlabs.understudy.route.StartPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first choice of a route: primary and fallback are looked at side by side, the policy chooses,
 * the chosen server is migrated, the route begins. Repeated while there is none.
 */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final Duration WAKE_PATIENCE = Duration.ofMinutes(10);

  private final SiteParts parts;
  private final Router router;
  private final Workshop workshop;

  Startup(SiteParts parts, Router router, Workshop workshop) {
    this.parts = parts;
    this.router = router;
    this.workshop = workshop;
  }

  /**
   * Chooses a route and goes there.
   *
   * @param beside runs what looks at the fallback while this thread looks at the primary; null to
   *     do one after the other
   * @return whether there is a route now; without one the state is an outage that says why
   * @throws StartException when the chosen server cannot be migrated, or neither route.json nor the
   *     gate says where the site stands
   */
  boolean settle(@Nullable ExecutorService beside) {
    long begun = System.nanoTime();
    @Nullable FallbackSide fallback = parts.fallback();
    @Nullable Future<GateReading> waking =
        fallback == null || beside == null ? null : beside.submit(fallback::wake);
    Side primary = lookAtPrimary();
    Remembered remembered = Remembered.in(parts.directory());
    GateReading gate;
    if (waking != null) {
      boolean urgent = primary instanceof Side.Well && !remembered.mayHoldWrites();
      gate = await(waking, urgent ? left(begun) : WAKE_PATIENCE);
    } else {
      gate = fallback == null ? new GateReading.Missing() : fallback.wake();
    }
    StartFacts facts =
        new StartFacts(
            primary,
            fallback != null,
            gate,
            remembered.beside(gate),
            parts.directory().map().read().epoch(),
            remembered.setAside());
    return carryOut(facts);
  }

  private Side lookAtPrimary() {
    @Nullable Reading reading = parts.readPrimary();
    if (reading == null) {
      return new Side.Absent();
    }
    PrimarySide primary = parts.primary();
    if (reading instanceof Reading.Healthy healthy && primary != null) {
      boolean unused = primary.moved(healthy.endpoint());
    }
    return HealthView.side(reading);
  }

  /** What is left of the probe's budget, and a little for the scheduler. */
  private Duration left(long begun) {
    Duration left =
        parts.settings().failover().probe().timeout().minusNanos(System.nanoTime() - begun);
    return left.compareTo(Duration.ofMillis(20)) > 0 ? left : Duration.ofMillis(20);
  }

  private static GateReading await(Future<GateReading> waking, Duration patience) {
    try {
      return waking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return unreadable("the fallback is still starting");
    } catch (ExecutionException e) {
      LOG.debug("wake the fallback", e);
      return unreadable("start the fallback: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreadable("interrupted while starting the fallback");
    }
  }

  private static GateReading unreadable(String message) {
    return new GateReading.Unreadable(
        new Problem(ProblemCode.OTHER, message, "see 'fallback status' and 'doctor'"));
  }

  private boolean carryOut(StartFacts facts) {
    StartChoice choice = StartPolicy.choose(facts);
    if (choice instanceof StartChoice.UsePrimary) {
      @Nullable Problem lost = migratePrimary();
      if (lost != null) {
        return carryOut(facts.withPrimary(new Side.Down(lost)));
      }
      workshop.meetPrimary();
    } else if (!(choice instanceof StartChoice.NoRoute)) {
      FallbackSide fallback = parts.fallback();
      @Nullable Problem unready = fallback == null ? null : fallback.prepare();
      if (unready != null) {
        choice = withoutFallback(facts, choice, unready);
      }
    }
    boolean local = parts.primary() == null;
    RouteState state = router.begin(choice, local ? Mode.LOCAL : Mode.DEGRADED);
    return !(state instanceof RouteState.Outage);
  }

  /** Answers why the primary was lost meanwhile; null when all went well. */
  private @Nullable Problem migratePrimary() {
    PrimarySide primary = parts.primary();
    if (primary == null) {
      return null;
    }
    try {
      primary.migrate();
      return null;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      for (Throwable link = e; link != null; link = link.getCause()) {
        if (link instanceof SQLException sql && FailureClassifier.isConnectionFailure(sql)) {
          return new Problem(
              FailureClassifier.classify(sql),
              "migrate the primary at " + primary.target() + ": " + sql.getMessage(),
              "see why the server went away");
        }
      }
      throw new StartException(
          "migrate the primary at " + primary.target() + ": " + e.getMessage(),
          "the role has to own the tables, or to be able to create them",
          e);
    }
  }

  private static StartChoice withoutFallback(
      StartFacts facts, StartChoice choice, Problem unready) {
    Problem problem = unready;
    if (facts.primary() instanceof Side.Down down) {
      problem =
          new Problem(
              down.problem().code(),
              down.problem().message()
                  + "; and the fallback cannot take over: "
                  + unready.message(),
              down.problem().hint() + "; or " + unready.hint());
    }
    return new StartChoice.NoRoute(StartPolicy.waitedFor(choice), problem);
  }
}
