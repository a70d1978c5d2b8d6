package com.hypermindlabs.understudy.route;

import org.jspecify.annotations.Nullable;

/** Decides whether a site on its fallback may return. Pure. */
public final class ReturnPolicy {
  private ReturnPolicy() {}

  /** What to wait for, or that nothing is left to wait for. */
  public static Readiness decide(ReturnFacts facts) {
    if (!facts.leading()) {
      return new Readiness.NotOurs();
    }
    @Nullable String obstacle = obstacle(facts);
    if (obstacle != null) {
      return new Readiness.NotYet(obstacle);
    }
    return new Readiness.Ready(
        facts.order() == null ? "the primary serves again" : facts.order().reason());
  }

  private static @Nullable String obstacle(ReturnFacts facts) {
    if (facts.primary() instanceof Side.Absent) {
      return "no primary is configured";
    }
    if (facts.primary() instanceof Side.Down down) {
      return "the primary does not serve: " + down.problem().message();
    }
    boolean under = facts.state() instanceof RouteState.Returning;
    if (!under && facts.primary() instanceof Side.Doubtful && facts.order() == null) {
      return "the primary has not been well for " + seconds(facts) + " yet";
    }
    @Nullable String stranger = stranger(facts);
    if (stranger != null) {
      return stranger;
    }
    if (facts.setback() != null) {
      return facts.setback();
    }
    return under || facts.order() != null ? null : unasked(facts);
  }

  /**
   * Writes are not merged into a server that is not the one they were based on, until confirmed.
   */
  private static @Nullable String stranger(ReturnFacts facts) {
    boolean confirmed = facts.order() != null && facts.order().confirmed();
    if (confirmed) {
      return null;
    }
    return switch (facts.identity()) {
      case LOST_COMMITS, OVERTAKEN, OTHER_DATABASE -> facts.identity().unconfirmed();
      case UNKNOWN, SAME, NEVER_MIRRORED -> null;
    };
  }

  private static @Nullable String unasked(ReturnFacts facts) {
    if (!facts.automatic()) {
      return "failover.return is manual: the command 'return' starts it";
    }
    if (facts.state() instanceof RouteState.Degraded degraded && degraded.ordered()) {
      return "the operator ordered the failover: the command 'return' ends it";
    }
    return facts.wellFor().compareTo(facts.calm()) < 0
        ? "the primary has not been well for " + seconds(facts) + " yet"
        : null;
  }

  private static String seconds(ReturnFacts facts) {
    return facts.calm().toMillis() / 1000.0 + " s";
  }
}
