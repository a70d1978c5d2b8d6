package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;

/** What the gate on the fallback says: the truth about the route after a crash. */
public sealed interface GateReading {
  /** The fallback takes the application's writes since that epoch. */
  record Open(long epoch) implements GateReading {}

  /**
   * It refuses them.
   *
   * @param unreturned whether the journal holds changes all the same: they go before everything
   */
  record Closed(long epoch, boolean unreturned) implements GateReading {
    /** With nothing to hand back. */
    public Closed(long epoch) {
      this(epoch, false);
    }
  }

  /** It cannot be read. */
  record Unreadable(Problem problem) implements GateReading {}

  /** There is no fallback yet that could hold one. */
  record Missing() implements GateReading {}
}
