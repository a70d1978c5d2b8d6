package com.hypermindlabs.understudy.random;

/** The end of a process, as far as the code that it strikes is concerned: nothing catches it. */
final class Killed extends Error {
  private static final long serialVersionUID = 1L;

  Killed(String step) {
    super("killed after " + step);
  }
}
