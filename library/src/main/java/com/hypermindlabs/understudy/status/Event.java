package com.hypermindlabs.understudy.status;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that a site's operator would want to know. Immutable. */
public sealed interface Event {
  /** When it happened. */
  Instant at();

  /**
   * The mode changed; with it, mostly, the route.
   *
   * @param took from the first sign of trouble, or from the order, until borrowers were served anew
   * @param dataAsOf at a failover the instant from which the fallback's data is, as far as this
   *     process knows; null when it has none, and when the route leads elsewhere
   */
  record ModeChanged(
      Instant at,
      Mode from,
      Mode to,
      long epoch,
      String reason,
      Duration took,
      @Nullable Instant dataAsOf)
      implements Event {}

  /** A return is over and its account complete: what became of every row, and the proof. */
  record Returned(Instant at, ReturnReport report) implements Event {}

  /**
   * A return left changes that wait for a person: {@code held list} shows them.
   *
   * @param changes how many rows of this return
   */
  record Held(Instant at, long changes) implements Event {}

  /** A return failed or may not begin; the site goes on with the fallback. */
  record ReturnDelayed(Instant at, String reason) implements Event {}

  /**
   * The server that answers as the primary is not the one that the fallback's data is from, or has
   * lost commits that the fallback has seen.
   */
  record PrimaryChanged(Instant at, PrimaryIdentity identity, String reason) implements Event {}

  /** The mirror stopped, or runs again. */
  record MirrorChanged(Instant at, boolean running, String reason) implements Event {}

  /** A table is not protected any more, or is again. */
  record TableChanged(Instant at, String table, boolean isProtected, String reason)
      implements Event {}

  /** The fallback in waiting fails, or is well again: the site has no second leg meanwhile. */
  record FallbackChanged(Instant at, boolean healthy, String reason) implements Event {}

  /** The settings are wrong, even where the fallback covers it: somebody has to mend them. */
  record Misconfigured(Instant at, Problem problem) implements Event {}
}
