package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;

/** What a policy knows of one of the two servers, after thresholds and damping. */
public sealed interface Side {
  /** Not configured, or switched off. */
  record Absent() implements Side {}

  /** Serves. */
  record Well() implements Side {}

  /** Not yet known, or failing for less than the threshold. */
  record Doubtful() implements Side {}

  /**
   * Does not serve.
   *
   * @param problem why
   */
  record Down(Problem problem) implements Side {}
}
