package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.route.StateDirectory;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What route.json remembers when the route is to be chosen. A damaged one remembers nothing, and
 * may have said anything.
 *
 * @param record what it says; empty when it is not there, or damaged
 * @param damage why it cannot be read; null when it can
 * @param setAside the epoch up to which an operator has set the fallback aside; -1 when he has not
 */
record Remembered(Optional<RouteRecord> record, @Nullable IOException damage, long setAside) {
  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

  static Remembered in(StateDirectory directory) {
    long aside = -1;
    try {
      aside = directory.setAside().epoch().orElse(-1);
      return new Remembered(directory.file().read(), null, aside);
    } catch (IOException e) {
      return new Remembered(Optional.empty(), e, aside);
    }
  }

  /** Whether the fallback may hold writes that are nowhere else, as far as the file knows. */
  boolean mayHoldWrites() {
    return damage != null || record.map(RouteRecord::mayHoldWrites).orElse(false);
  }

  /**
   * The record beside a gate that was looked at, which is the truth where it could be read.
   *
   * @throws StartException when neither of the two says where the site stands
   */
  Optional<RouteRecord> beside(GateReading gate) {
    IOException unread = damage;
    if (unread != null) {
      if (!(gate instanceof GateReading.Open || gate instanceof GateReading.Closed)) {
        throw new StartException(
            "read route.json: "
                + unread.getMessage()
                + "; and the fallback, whose gate tells the rest, cannot be read either",
            "mend the file, or the fallback: see 'fallback status', and docs/operating.md,"
                + " \"When the fallback cannot be read\"",
            unread);
      }
      LOG.warn("route.json: {}; going by the gate on the fallback", unread.getMessage());
    }
    return record;
  }
}
