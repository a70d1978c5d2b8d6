package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;

/** What a starting process does. */
public sealed interface StartChoice {
  /** Use the primary. */
  record UsePrimary(long epoch) implements StartChoice {}

  /** The gate is open already: go on with the fallback. */
  record StayOnFallback(long epoch) implements StartChoice {}

  /** Provision the fallback if need be, open the gate, use it. */
  record TurnToFallback(long epoch, String reason) implements StartChoice {}

  /** Neither can be used now. */
  record NoRoute(Route waitedFor, Problem problem) implements StartChoice {}
}
