package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;

/**
 * Decides the route of a starting process. Pure. The gate goes before the primary's health: what
 * was written on the fallback is handed over before anything turns to a healthy primary.
 */
public final class StartPolicy {
  private static final String REPAIR =
      "repair it with 'provision', or see docs/operating.md, \"When the fallback cannot be read\"";

  private static final Problem SET_ASIDE =
      new Problem(
          ProblemCode.OTHER,
          "the fallback was set aside by an operator, and what it holds is not merged yet",
          "it is merged as soon as the primary serves; 'status' says what that waits for");

  private StartPolicy() {}

  /** What to do. */
  public static StartChoice choose(StartFacts facts) {
    if (facts.gate() instanceof GateReading.Open open) {
      if (facts.isSetAside(open.epoch())) {
        return withoutFallback(facts, SET_ASIDE);
      }
      return behind(facts, open.epoch())
          ? wentBack(facts, open.epoch())
          : new StartChoice.StayOnFallback(open.epoch());
    }
    if (facts.gate() instanceof GateReading.Closed closed) {
      if (facts.isSetAside(closed.epoch())) {
        return withoutFallback(facts, SET_ASIDE);
      }
      return behind(facts, closed.epoch())
          ? wentBack(facts, closed.epoch())
          : closed(facts, closed);
    }
    if (facts.gate() instanceof GateReading.Unreadable unreadable) {
      return facts.mayHoldWrites()
          ? lost(facts, "cannot be read: " + unreadable.problem().message())
          : withoutFallback(facts, unreadable.problem());
    }
    return missing(facts);
  }

  /** The route that is waited for when a choice cannot be carried out. */
  public static Route waitedFor(StartChoice choice) {
    if (choice instanceof StartChoice.StayOnFallback stay) {
      return Route.of(stay.epoch(), Target.FALLBACK);
    }
    if (choice instanceof StartChoice.TurnToFallback turn) {
      return Route.of(turn.epoch(), Target.PRIMARY);
    }
    if (choice instanceof StartChoice.UsePrimary use) {
      return Route.of(use.epoch(), Target.PRIMARY);
    }
    return ((StartChoice.NoRoute) choice).waitedFor();
  }

  private static StartChoice missing(StartFacts facts) {
    if (facts.mayHoldWrites()) {
      return lost(facts, facts.fallbackEnabled() ? "is gone" : "is switched off");
    }
    if (facts.fallbackEnabled()) {
      return byHealth(facts, facts.committedEpoch());
    }
    return withoutFallback(
        facts,
        new Problem(
            ProblemCode.OTHER,
            "the fallback is switched off (database_fallback.enabled is false)",
            "set database_fallback.enabled to true, so that a local PostgreSQL takes over"));
  }

  private static StartChoice closed(StartFacts facts, GateReading.Closed closed) {
    return closed.unreturned()
        ? new StartChoice.TurnToFallback(
            closed.epoch(), "the journal holds changes that were not handed back")
        : byHealth(facts, closed.epoch());
  }

  private static StartChoice byHealth(StartFacts facts, long epoch) {
    if (facts.primary() instanceof Side.Down down) {
      return new StartChoice.TurnToFallback(epoch, down.problem().message());
    }
    return facts.primary() instanceof Side.Absent
        ? new StartChoice.TurnToFallback(epoch, "no primary is configured")
        : new StartChoice.UsePrimary(epoch);
  }

  private static StartChoice withoutFallback(StartFacts facts, Problem fallback) {
    Route route = Route.of(facts.committedEpoch(), Target.PRIMARY);
    if (facts.primary() instanceof Side.Down down) {
      Problem primary = down.problem();
      return new StartChoice.NoRoute(
          route,
          new Problem(
              primary.code(),
              primary.message() + "; and " + fallback.message(),
              primary.hint() + "; or " + fallback.hint()));
    }
    if (facts.primary() instanceof Side.Absent) {
      return new StartChoice.NoRoute(
          route,
          new Problem(
              ProblemCode.OTHER,
              "no primary is configured, and " + fallback.message(),
              "set database.host; or " + fallback.hint()));
    }
    return new StartChoice.UsePrimary(facts.committedEpoch());
  }

  private static boolean behind(StartFacts facts, long epoch) {
    return facts.committedEpoch() > epoch;
  }

  private static StartChoice wentBack(StartFacts facts, long epoch) {
    return noRoute(
        facts,
        "the fallback went back in time: it is at epoch "
            + epoch
            + ", route.json at epoch "
            + facts.committedEpoch(),
        "bring back the fallback's newer data directory; what was written since is only there");
  }

  private static StartChoice lost(StartFacts facts, String how) {
    return noRoute(
        facts,
        "the fallback, which may hold writes that the primary does not have, " + how,
        REPAIR);
  }

  private static StartChoice noRoute(StartFacts facts, String message, String hint) {
    return new StartChoice.NoRoute(
        Route.of(facts.committedEpoch(), Target.FALLBACK),
        new Problem(ProblemCode.OTHER, message, hint));
  }
}
