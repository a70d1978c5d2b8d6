package com.hypermindlabs.understudy.provision;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine it runs on. */
final class Needs {
  private Needs() {}

  /** Skips the test where that is missing; fails it in CI, which has to have it. */
  static void present(boolean there, String what) {
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("missing here, and CI needs it: " + what);
    }
    assumeTrue(there, "missing here: " + what);
  }
}
