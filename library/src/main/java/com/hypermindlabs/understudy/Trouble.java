package com.hypermindlabs.understudy;

import java.time.Duration;

/** When trouble with the served server began, or a change of route was ordered. Thread-safe. */
final class Trouble {
  private static final long NONE = 0;

  private long since = NONE;
  private boolean ordered;

  /** A first sign; later ones change nothing. */
  synchronized void begins() {
    if (since == NONE) {
      since = System.nanoTime();
    }
  }

  /** The operator wants a change: that does not pass because the server is well. */
  synchronized void ordered() {
    since = System.nanoTime();
    ordered = true;
  }

  /** It was nothing. */
  synchronized void passes() {
    if (!ordered) {
      since = NONE;
    }
  }

  /** It has led to a change: how long it took from the first sign, zero when there was none. */
  synchronized Duration ended() {
    Duration took = since == NONE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    since = NONE;
    ordered = false;
    return took;
  }
}
