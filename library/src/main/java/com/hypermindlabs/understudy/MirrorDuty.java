package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.mirror.CycleReport;
import com.hypermindlabs.understudy.mirror.MirrorException;
import com.hypermindlabs.understudy.reconcile.Proof;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.status.ReturnReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does while the route leads to the primary: keeps the fallback current, cycle by
 * cycle, and proves the last return in the first of them. Thread-safe.
 */
final class MirrorDuty {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorDuty.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration PLAN_AGE = Duration.ofSeconds(30);

  private final Workshop workshop;
  private final ReentrantLock turn = new ReentrantLock();
  private final Incident stop;
  private long planned;
  private int broken;
  private boolean planStands;
  private boolean overtaken;

  MirrorDuty(Workshop workshop) {
    this.workshop = workshop;
    this.stop =
        new Incident(
            reason -> {
              LOG.warn("the mirror stopped: {}", reason);
              workshop.mirrorStopped(reason);
            },
            () -> {
              LOG.info("the mirror runs again");
              workshop.mirrorStopped(null);
            });
  }

  /**
   * Takes one cycle.
   *
   * @param epoch of the route
   * @return how long to wait for the next, if nothing wakes it
   */
  Duration step(long epoch) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      Duration next = cycle(epoch);
      broken = 0;
      stop.isOver();
      return next;
    } catch (MirrorException e) {
      // What stood between the cycles may have broken; one that is made anew tells more.
      return e.connectionLost() && broken++ == 0
          ? SOON
          : failed(e.getMessage() + " (" + e.hint() + ")", e);
    } catch (CaptureException e) {
      return failed(e.getMessage() + " (" + e.hint() + ")", e);
    } catch (SQLException e) {
      workshop.tearDown();
      return failed("set up the mirror: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  /** A last cycle before a planned failover, so that nothing is stale; says why there was none. */
  @Nullable String last(long epoch) {
    turn.lock();
    try {
      cycle(epoch);
      return null;
    } catch (SQLException | MirrorException | CaptureException e) {
      LOG.warn("no last cycle before the failover", e);
      return e.getMessage();
    } finally {
      turn.unlock();
    }
  }

  private Duration failed(@Nullable String reason, Exception e) {
    planStands = false;
    LOG.debug("mirror", e);
    stop.happens(String.valueOf(reason));
    return AFTER_FAILURE;
  }

  private Duration cycle(long epoch) throws SQLException {
    Engine engine = workshop.engine();
    if (!planStands || System.nanoTime() - planned > PLAN_AGE.toNanos()) {
      workshop.planned(engine.refresh());
      workshop.parts().knownFallback().declared(engine.declared());
      planned = System.nanoTime();
      planStands = true;
    }
    @Nullable ReturnReport unproven = workshop.unproven();
    Proof proof = new Proof(unproven == null ? List.of() : engine.verdicts());
    CycleReport report =
        unproven == null ? take(engine, epoch) : take(engine, epoch, unproven, proof);
    workshop.stopped(report.stopped());
    return switch (report.state()) {
      case IDLE, APPLIED, SEEDED -> {
        if (unproven != null && !proof.tables().isEmpty()) {
          workshop.proven(Tally.proven(unproven, proof.tables()));
        }
        yield workshop.interval();
      }
      case STALE -> {
        planStands = false;
        yield SOON;
      }
      case NOT_MIRRORING -> {
        workshop.lookAtGate();
        yield SOON;
      }
      case LOST_COMMITS -> strange(engine, PrimaryIdentity.LOST_COMMITS);
      case OVERTAKEN -> overtaken(engine);
      case OTHER_DATABASE -> strange(engine, PrimaryIdentity.OTHER_DATABASE);
      default -> SOON;
    };
  }

  private static CycleReport take(Engine engine, long epoch) {
    return engine.mirror().cycle(engine.verdicts(), epoch);
  }

  private CycleReport take(Engine engine, long epoch, ReturnReport unproven, Proof proof) {
    try {
      return engine.mirror().cycle(engine.verdicts(), epoch, proof);
    } catch (MirrorException e) {
      @Nullable SQLException failure = proof.failure();
      if (failure != null) {
        workshop.notProven(unproven, failure);
      }
      throw e;
    }
  }

  /** Of two copies that go on as one site each is filled anew once, and then one stops. */
  private Duration overtaken(Engine engine) throws SQLException {
    if (overtaken) {
      planStands = false;
      throw new CaptureException(
          "mirror: another process goes on as this site, from a copy of its state directory",
          "make one of the two a site of its own: end its processes, 'fallback destroy', start it",
          null);
    }
    overtaken = true;
    return strange(engine, PrimaryIdentity.OVERTAKEN);
  }

  /** Nothing on the fallback waits to be handed back: it may be filled anew. */
  private Duration strange(Engine engine, PrimaryIdentity identity) throws SQLException {
    workshop.stranger(identity, Workshop.REFILL);
    engine.mirror().forget();
    planStands = false;
    return SOON;
  }
}
