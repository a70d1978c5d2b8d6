package com.hypermindlabs.understudy.assistant.web;

/** What lies behind an error. */
final class Causes {
  private static final int DEEPEST = 20;

  private Causes() {}

  /** The words of the innermost cause. */
  static String deepest(Throwable thrown) {
    Throwable at = thrown;
    for (int depth = 0; at.getCause() != null && depth < DEEPEST; depth++) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.toString() : at.getMessage();
  }
}
