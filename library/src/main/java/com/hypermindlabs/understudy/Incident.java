package com.hypermindlabs.understudy;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong again and again and is told once, and once more when it is over. Not
 * thread-safe.
 */
final class Incident {
  private final Consumer<String> begins;
  private final Runnable ends;
  private @Nullable String told;

  Incident(Consumer<String> begins, Runnable ends) {
    this.begins = begins;
    this.ends = ends;
  }

  void happens(String reason) {
    if (!Objects.equals(told, reason)) {
      told = reason;
      begins.accept(reason);
    }
  }

  void isOver() {
    if (told != null) {
      told = null;
      ends.run();
    }
  }
}
