package com.hypermindlabs.understudy.drills.plan;

import java.util.List;

/** The engine's names of the steps of mirror and return at which something may be set. */
public final class StepName {
  private static final List<String> MIRROR =
      List.of("cycle.snapshot", "cycle.staged", "cycle.registered", "cycle.applied");

  /** A round that has arrived and is not settled is where most can go wrong: it comes up thrice. */
  private static final List<String> RETURN =
      List.of(
          "round.durable",
          "round.marked",
          "round.staged",
          "round.merged",
          "round.committed",
          "round.committed",
          "round.committed",
          "round.settled");

  private StepName() {}

  /** The step that a step of a plan names by its number. */
  public static String of(int number) {
    int one = number % (MIRROR.size() + RETURN.size());
    return one < MIRROR.size() ? MIRROR.get(one) : RETURN.get(one - MIRROR.size());
  }

  /** Whether it is one of a return. */
  static boolean ofReturn(int number) {
    return RETURN.contains(of(number));
  }
}
