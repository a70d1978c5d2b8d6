package com.hypermindlabs.understudy.health;

import java.util.concurrent.CompletableFuture;

/**
 * What the two sides of a site showed at one time.
 *
 * @param primary the reading of the primary
 * @param fallback the reading of the fallback
 */
public record Readings(Reading primary, Reading fallback) {
  /** Reads both sides at once: takes as long as the slower one, so no longer than one budget. */
  public static Readings both(Probe primary, Probe fallback) {
    CompletableFuture<Reading> first = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(primary, first), "understudy-probe-both");
    reader.setDaemon(true);
    reader.start();
    Reading second = fallback.read(true);
    return new Readings(first.join(), second);
  }

  private static void read(Probe probe, CompletableFuture<Reading> result) {
    try {
      result.complete(probe.read(true));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }
}
