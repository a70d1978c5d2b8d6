package com.hypermindlabs.understudy.assistant.edit;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Runs generated cases, each with a seed of its own; a failure names it. {@code
 * -Dunderstudy.seed=...} replays one.
 */
final class Seed {
  private static final String PROPERTY = "understudy.seed";

  private Seed() {}

  static void cases(int count, Consumer<Random> one) {
    Long replayed = Long.getLong(PROPERTY);
    long first = replayed == null ? System.nanoTime() : replayed;
    for (long seed = first; seed < first + (replayed == null ? count : 1); seed++) {
      try {
        one.accept(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "replay with -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
