package com.hypermindlabs.understudy.status;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Mode;
import java.time.Duration;
import java.time.Instant;

/** Something that a site's operator would want to know. Immutable. */
public sealed interface Event {
  /** When it happened. */
  Instant at();

  /**
   * The mode changed; with it, mostly, the route.
   *
   * @param took from the first sign of trouble, or from the order, until borrowers were served anew
   */
  record ModeChanged(Instant at, Mode from, Mode to, long epoch, String reason, Duration took)
      implements Event {}

  /** The fallback in waiting fails, or is well again: the site has no second leg meanwhile. */
  record FallbackChanged(Instant at, boolean healthy, String reason) implements Event {}

  /** The settings are wrong, even where the fallback covers it: somebody has to mend them. */
  record Misconfigured(Instant at, Problem problem) implements Event {}
}
