package com.hypermindlabs.understudy.drills.plan;

import java.util.List;

/**
 * A schedule.
 *
 * @param seed what it was made of
 * @param sites how many sites there are
 * @param processes how many processes each has
 * @param threads how many threads write in each process
 * @param millis how long there is work
 * @param seeded whether faults wait until every fallback has its first copy
 * @param steps the faults, in the order of their beginning
 */
public record Plan(
    long seed,
    int sites,
    int processes,
    int threads,
    int millis,
    boolean seeded,
    List<Step> steps) {
  /** Copies the steps. */
  public Plan {
    steps = List.copyOf(steps);
  }

  /** Whether a fault of this kind is in it. */
  public boolean has(Kind kind) {
    return steps.stream().anyMatch(step -> step.kind() == kind);
  }
}
