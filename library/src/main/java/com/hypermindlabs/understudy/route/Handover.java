package com.hypermindlabs.understudy.route;

import java.util.List;

/**
 * The last of a return, as the route needs it: what is left is handed over while nobody can write,
 * and the gate closes. Implementations bound every wait.
 */
public interface Handover {
  /**
   * The site's sessions on the fallback that are in the middle of a transaction, in words for the
   * operator; empty when there are none. Never throws for what the server does.
   */
  List<String> blockers();

  /** Ends those sessions: they were waited for long enough. */
  void endBlockers();

  /**
   * Locks the gate, hands the rest over and closes the gate, all or nothing. The epoch is compared
   * first, and raised by one.
   *
   * @param expected the epoch that the caller knows
   * @param reason kept with the new epoch
   * @return what the gate says afterwards: closed with the next epoch, or open as before
   */
  GateReading close(long expected, String reason);
}
