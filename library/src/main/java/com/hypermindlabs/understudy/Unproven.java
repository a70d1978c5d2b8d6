package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.status.ReturnReport;
import org.jspecify.annotations.Nullable;

/**
 * The last return's report while it lacks its proof, and how often taking that has failed. The
 * mirror waits for the proof, so one that cannot be had is given up. Thread-safe.
 */
final class Unproven {
  private static final int TRIES = 3;

  /** What a statement that took too long ends with; the next one would take as long. */
  private static final String TOO_LONG = "57014";

  private @Nullable ReturnReport report;
  private int failures;

  /** The report; null when there is nothing to prove. */
  synchronized @Nullable ReturnReport report() {
    return report;
  }

  synchronized void set(@Nullable ReturnReport next) {
    report = next;
    failures = 0;
  }

  /**
   * The proof could not be taken.
   *
   * @return whether it is given up
   */
  synchronized boolean failed(@Nullable String sqlState) {
    failures++;
    boolean givenUp = failures >= TRIES || TOO_LONG.equals(sqlState);
    if (givenUp) {
      report = null;
    }
    return givenUp;
  }
}
