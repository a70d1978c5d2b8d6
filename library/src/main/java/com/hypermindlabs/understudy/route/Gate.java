package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The gate on the fallback, as the route needs it. Implementations are thread-safe and bound every
 * wait.
 */
public interface Gate {
  /** What it says now. Never throws for what the server does. */
  GateReading read();

  /** Why the site is not to turn to the fallback, although it could; null when it may. */
  default @Nullable Problem refusal() {
    return null;
  }

  /**
   * Opens it in one transaction: the epoch is compared and raised by one, the fallback takes writes
   * from its commit on.
   *
   * @param expected the epoch that the caller knows; with another one standing nothing is changed
   * @param reason why, kept with the epoch
   * @return what it says afterwards: open with the next epoch, or what another process made of it
   */
  GateReading open(long expected, String reason);
}
