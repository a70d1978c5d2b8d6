package com.hypermindlabs.understudy.config;

import java.time.Duration;

/**
 * How routes are chosen and changed: {@code failover.*}.
 *
 * @param probe how health is read
 * @param returnMode {@code failover.return}
 * @param calm how long the primary has to be well before a return
 * @param drainTimeout how long a planned change of route waits for running transactions
 * @param borrowTimeout how long {@code getConnection()} waits at most
 * @param mirror how the fallback is kept current
 * @param conflicts what happens to changes that collide
 * @param emptyFallback whether a fallback that never had the primary's data may take over
 */
public record FailoverSettings(
    ProbeSettings probe,
    ReturnMode returnMode,
    Duration calm,
    Duration drainTimeout,
    Duration borrowTimeout,
    MirrorSettings mirror,
    ConflictSettings conflicts,
    boolean emptyFallback) {
  /** With a fallback that may take over empty. */
  public FailoverSettings(
      ProbeSettings probe,
      ReturnMode returnMode,
      Duration calm,
      Duration drainTimeout,
      Duration borrowTimeout,
      MirrorSettings mirror,
      ConflictSettings conflicts) {
    this(probe, returnMode, calm, drainTimeout, borrowTimeout, mirror, conflicts, true);
  }

  /** Who starts a return. */
  public enum ReturnMode {
    /** The site by itself, once the primary has been well for the calm time. */
    AUTO,
    /** The operator. */
    MANUAL
  }

  /** What the interfaces document as default. */
  public static FailoverSettings defaults() {
    return new FailoverSettings(
        ProbeSettings.defaults(),
        ReturnMode.AUTO,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        MirrorSettings.defaults(),
        ConflictSettings.defaults());
  }
}
