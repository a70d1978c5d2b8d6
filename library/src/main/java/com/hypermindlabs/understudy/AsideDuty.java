package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.reconcile.ReconcileException;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.SetAside;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does on the primary with a fallback that an operator had set aside: once it can
 * be read, its journal is merged and its gate closed at the site's epoch, and the mirror goes on.
 * Nobody is sent to the fallback meanwhile, so nobody has to wait. One thread takes its steps.
 */
final class AsideDuty {
  private static final Logger LOG = LoggerFactory.getLogger(AsideDuty.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration GATE_LOCK = Duration.ofMillis(300);
  private static final String REASON = "what was set aside is merged";

  /** What is told before anybody could try. */
  static final String WAITS = "what was set aside is merged when the fallback can be read";

  private final Workshop workshop;
  private final Incident wait;
  private @Nullable String refusal;

  AsideDuty(Workshop workshop) {
    this.workshop = workshop;
    this.wait =
        new Incident(
            reason -> {
              LOG.warn("what was set aside is not merged yet: {}", reason);
              workshop.returns().waitsFor("what was set aside is not merged yet: " + reason);
            },
            () -> LOG.info("{}", REASON));
  }

  /** Whether there is something to do. */
  boolean due() {
    return aside().pending();
  }

  /**
   * Why it could not be done as the operator ordered it; null when it was, and while it may be.
   *
   * @param state in which the site stands on its primary
   */
  @Nullable String obstacle(RouteState state) {
    @Nullable FallbackSide fallback = workshop.parts().fallback();
    if (!(state instanceof RouteState.Normal)) {
      return state.reason();
    }
    if (fallback == null) {
      return "the fallback is switched off";
    }
    @Nullable Problem problem = fallback.ready() ? null : fallback.problem();
    return problem == null ? refusal : problem.message();
  }

  private SetAside aside() {
    return workshop.parts().directory().setAside();
  }

  /**
   * Goes as far as it can.
   *
   * @param siteEpoch of the route
   * @param confirmed whether the operator means the primary also when it is not the old one
   * @return how long to wait for the next look
   */
  Duration step(long siteEpoch, boolean confirmed) {
    refusal = null;
    try {
      GateTable gate = workshop.parts().knownFallback().gateTable();
      GateReading reading = workshop.parts().gate().read();
      if (reading instanceof GateReading.Open open && open.epoch() < siteEpoch) {
        merge(gate, open.epoch(), confirmed);
      }
      gate.catchUp(siteEpoch, REASON);
      aside().clear();
      workshop.returns().waitsFor(null);
      wait.isOver();
      return Duration.ZERO;
    } catch (IOException | SQLException | CaptureException | ReconcileException e) {
      late(String.valueOf(e.getMessage()), confirmed);
    } catch (Exception e) {
      late("migrate the primary: " + e.getMessage(), confirmed);
    }
    return LOOK;
  }

  private void late(String reason, boolean confirmed) {
    workshop.tearDown();
    refusal = confirmed ? reason : null;
    wait.happens(reason);
  }

  private void merge(GateTable gate, long epoch, boolean confirmed) throws Exception {
    Engine engine = workshop.engine();
    PrimaryIdentity identity = engine.identity();
    if (!identity.trusted() && !confirmed) {
      workshop.stranger(identity, Workshop.UNMERGED);
      throw new SQLException(identity.unconfirmed());
    }
    workshop.parts().migratePrimary();
    List<Verdict> verdicts = engine.refresh();
    workshop.planned(verdicts);
    Tally sum = new Tally(workshop.now());
    RoundReport round = engine.reconciler().round(verdicts, epoch);
    sum.add(round);
    try (Closing closing = gate.beginClosing(GATE_LOCK)) {
      sum.add(engine.reconciler().lastRound(verdicts, closing, epoch));
      GateTable.State after = closing.close(epoch, REASON);
      if (after.open()) {
        throw new SQLException("the gate stayed open at epoch " + after.epoch());
      }
      workshop.returned(sum.report(after.epoch(), REASON, workshop.now(), Duration.ZERO, verdicts));
    }
  }
}
