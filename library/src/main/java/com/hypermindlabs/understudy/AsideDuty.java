package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.reconcile.ReconcileException;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.route.SetAside;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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

  private final Workshop workshop;
  private final Incident wait;

  AsideDuty(Workshop workshop) {
    this.workshop = workshop;
    this.wait =
        new Incident(
            reason -> LOG.warn("what was set aside is not merged yet: {}", reason),
            () -> LOG.info("{}", REASON));
  }

  /** Whether there is something to do. */
  boolean due() {
    try {
      return aside().epoch().isPresent();
    } catch (IOException e) {
      wait.happens(e.toString());
      return true;
    }
  }

  private SetAside aside() {
    return workshop.parts().directory().setAside();
  }

  /**
   * Goes as far as it can.
   *
   * @param siteEpoch of the route
   * @return how long to wait for the next look
   */
  Duration step(long siteEpoch) {
    try {
      GateTable gate = workshop.parts().knownFallback().gateTable();
      GateReading reading = workshop.parts().gate().read();
      if (reading instanceof GateReading.Open open && open.epoch() < siteEpoch) {
        merge(gate, open.epoch());
      }
      gate.catchUp(siteEpoch, REASON);
      aside().clear();
      wait.isOver();
      return Duration.ZERO;
    } catch (IOException | SQLException | CaptureException | ReconcileException e) {
      workshop.tearDown();
      wait.happens(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      workshop.tearDown();
      wait.happens("migrate the primary: " + e.getMessage());
    }
    return LOOK;
  }

  private void merge(GateTable gate, long epoch) throws Exception {
    Engine engine = workshop.engine();
    PrimaryIdentity identity = engine.identity();
    if (!identity.trusted()) {
      throw new SQLException("the primary is not the one that the fallback's data is from");
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
