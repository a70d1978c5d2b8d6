package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;

/** The problems that the route itself has to report. */
final class Problems {
  private Problems() {}

  static Problem noFallback() {
    return new Problem(
        ProblemCode.OTHER,
        "there is no fallback yet",
        "let 'provision' create one, or see why it fails");
  }
}
