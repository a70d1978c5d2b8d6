package com.hypermindlabs.understudy.route;

/** Whether a site that is on its fallback may hand back and return. */
public sealed interface Readiness {
  /** This process does not lead: another one decides. */
  record NotOurs() implements Readiness {}

  /**
   * Something has to happen before.
   *
   * @param reason what, in words for the operator
   */
  record NotYet(String reason) implements Readiness {}

  /**
   * It may.
   *
   * @param reason why, in words for the operator
   */
  record Ready(String reason) implements Readiness {}
}
