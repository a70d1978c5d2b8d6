package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.RouteRecord;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does on the primary with the intent of a turn that never came about: as long as
 * route.json keeps it, a start that cannot read the fallback must take it for the truth, and the
 * site would be down with a healthy primary. The closed gate goes to the epoch of the intent, so
 * that nobody who is still about to open it can; then the route, and the record, follow. One thread
 * takes its steps.
 */
final class IntentDuty {
  private static final Logger LOG = LoggerFactory.getLogger(IntentDuty.class);

  /** Of a turn: nobody takes so long between the intent and the gate unless he is stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final String REASON = "a turn to the fallback never came about";

  private final Workshop workshop;
  private long looked = System.nanoTime() - LOOK.toNanos();

  IntentDuty(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Looks now and then, and ends what it finds.
   *
   * @param siteEpoch of the route, which leads to the primary
   */
  void step(long siteEpoch) {
    if (System.nanoTime() - looked < LOOK.toNanos()) {
      return;
    }
    looked = System.nanoTime();
    try {
      Optional<RouteRecord.Intent> stale =
          workshop
              .parts()
              .directory()
              .file()
              .read()
              .flatMap(record -> Optional.ofNullable(record.intent()))
              .filter(intent -> intent.epoch() > siteEpoch)
              .filter(intent -> intent.since().plus(PATIENCE).isBefore(workshop.now()));
      if (stale.isPresent()) {
        long epoch = stale.get().epoch();
        workshop.parts().knownFallback().gateTable().catchUp(epoch, REASON);
        workshop.router().believe(new GateReading.Closed(epoch));
        LOG.info("{}: the site is at epoch {} now", REASON, epoch);
      }
    } catch (IOException | SQLException | CaptureException e) {
      // Looked at again: nothing hangs on it while the fallback can be read.
      LOG.debug("the intent in route.json stays for now", e);
    }
  }
}
