package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import java.time.Instant;

/**
 * Decides the route of a running site. Pure: no clock, no I/O.
 *
 * <p>A route that leads to the fallback stays there whatever the primary's health: only a return,
 * which hands over what was written meanwhile, leads back. {@link ReturnPolicy} says when it may
 * begin.
 */
public final class RoutePolicy {
  private RoutePolicy() {}

  /**
   * What a site turns to.
   *
   * @param state where it stands
   * @param sight what is known of the servers
   * @param now the instant that a new state begins at
   * @return the same object when nothing changes
   */
  public static RouteState next(RouteState state, Sight sight, Instant now) {
    if (state.route().target() == Target.PRIMARY) {
      return onPrimary(state, sight.primary(), sight.fallback(), now);
    }
    RouteState next = onFallback(state, sight.primary(), sight.fallback(), now);
    return next == state ? returning(state, sight.readiness(), now) : next;
  }

  private static RouteState onPrimary(RouteState state, Side primary, Side fallback, Instant now) {
    if (primary instanceof Side.Well) {
      return state instanceof RouteState.Normal
          ? state
          : new RouteState.Normal(state.route(), now, "the primary serves again");
    }
    if (primary instanceof Side.Down down) {
      if (fallback instanceof Side.Well) {
        return new RouteState.Degraded(
            state.route().next(Target.FALLBACK), now, down.problem().message());
      }
      if (fallback instanceof Side.Doubtful) {
        return state;
      }
      return outage(state, down.problem(), now);
    }
    return state;
  }

  private static RouteState onFallback(RouteState state, Side primary, Side fallback, Instant now) {
    if (fallback instanceof Side.Down down) {
      return outage(state, down.problem(), now);
    }
    if (fallback instanceof Side.Well && state instanceof RouteState.Outage) {
      String reason = "the fallback serves again";
      return primary instanceof Side.Absent
          ? new RouteState.Local(state.route(), now, reason)
          : new RouteState.Degraded(state.route(), now, reason);
    }
    return state;
  }

  /** Same route: the hand-over itself, done, begins the next epoch. */
  private static RouteState returning(RouteState state, Readiness readiness, Instant now) {
    if (state instanceof RouteState.Returning && readiness instanceof Readiness.NotYet not) {
      return new RouteState.Degraded(state.route(), now, not.reason());
    }
    boolean settled = state instanceof RouteState.Degraded || state instanceof RouteState.Local;
    return settled && readiness instanceof Readiness.Ready ready
        ? new RouteState.Returning(state.route(), now, ready.reason())
        : state;
  }

  /** The reason of an outage may change; its beginning does not. */
  private static RouteState outage(RouteState state, Problem problem, Instant now) {
    if (state instanceof RouteState.Outage outage) {
      return outage.problem().equals(problem)
          ? state
          : new RouteState.Outage(state.route(), outage.since(), problem);
    }
    return new RouteState.Outage(state.route(), now, problem);
  }
}
