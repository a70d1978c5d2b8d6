package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import java.time.Instant;

/** Where the site stands. Immutable; {@link RoutePolicy} says what follows what. */
public sealed interface RouteState {
  /** The route of this state; in an outage the one that is waited for. */
  Route route();

  /** When this state began. */
  Instant since();

  /** Why, in words for the operator. */
  String reason();

  /** The state in one word. */
  Mode mode();

  /** On the primary. */
  record Normal(Route route, Instant since, String reason) implements RouteState {
    @Override
    public Mode mode() {
      return Mode.NORMAL;
    }
  }

  /** On the fallback, no primary configured. */
  record Local(Route route, Instant since, String reason) implements RouteState {
    @Override
    public Mode mode() {
      return Mode.LOCAL;
    }
  }

  /**
   * On the fallback, the primary fails or failed.
   *
   * @param ordered whether the operator ordered it: then nothing but an order leads back
   */
  record Degraded(Route route, Instant since, String reason, boolean ordered)
      implements RouteState {
    /** By itself. */
    public Degraded(Route route, Instant since, String reason) {
      this(route, since, reason, false);
    }

    @Override
    public Mode mode() {
      return Mode.DEGRADED;
    }
  }

  /** On the fallback, handing back to the primary. */
  record Returning(Route route, Instant since, String reason) implements RouteState {
    @Override
    public Mode mode() {
      return Mode.RETURNING;
    }
  }

  /**
   * On neither.
   *
   * @param problem what keeps the route's server from serving
   */
  record Outage(Route route, Instant since, Problem problem) implements RouteState {
    @Override
    public Mode mode() {
      return Mode.OUTAGE;
    }

    @Override
    public String reason() {
      return problem.message();
    }
  }
}
