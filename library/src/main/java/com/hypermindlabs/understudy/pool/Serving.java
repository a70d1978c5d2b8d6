package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * What borrowers are given now. Immutable; one read of it is all that a borrower needs.
 *
 * @param word the mapped word that this belongs to
 * @param lane the pool; null when there is none yet
 * @param doubted whether a broken connection is being looked into: borrowers wait for the verdict
 * @param outage why nothing can be had; null when something can
 * @param outageSince the nano time at which the outage began
 */
record Serving(
    long word, @Nullable Lane lane, boolean doubted, @Nullable Problem outage, long outageSince) {
  /** No word is negative: this one belongs to none. */
  static final Serving NOTHING = new Serving(-1, null, false, null, 0);

  /** Whether a borrower may go straight to the lane. */
  boolean clear() {
    return lane != null && !doubted && outage == null;
  }

  /** Whether a route was ever chosen. */
  boolean began() {
    return word >= 0;
  }

  Serving doubted(boolean flag) {
    return new Serving(word, lane, flag, outage, outageSince);
  }

  Serving outage(@Nullable Problem problem, long since) {
    return new Serving(word, lane, false, problem, outage == null ? since : outageSince);
  }

  long epoch() {
    return began() ? Route.epochOf(word) : -1;
  }
}
