package com.hypermindlabs.understudy.config;

import java.time.Duration;

/**
 * How health is read.
 *
 * @param interval the time between two probes, {@code failover.probe_interval}
 * @param timeout the time one probe may take in all, {@code failover.probe_timeout}
 * @param failureThreshold how many failed probes in a row make a failure, {@code
 *     failover.failure_threshold}
 * @param switchover how long a primary of several hosts, none of which is writable, is not given up
 *     while one of them is a standby, {@code failover.switchover_timeout}
 */
public record ProbeSettings(
    Duration interval, Duration timeout, int failureThreshold, Duration switchover) {
  /** Longer than Patroni takes with its defaults to put a standby in the place of a lost leader. */
  private static final Duration DEFAULT_SWITCHOVER = Duration.ofSeconds(45);

  /** The same with the default of {@code switchover}. */
  public ProbeSettings(Duration interval, Duration timeout, int failureThreshold) {
    this(interval, timeout, failureThreshold, DEFAULT_SWITCHOVER);
  }

  /** 500 ms, 750 ms, 2: at most 2 s to notice a silent link. */
  public static ProbeSettings defaults() {
    return new ProbeSettings(Duration.ofMillis(500), Duration.ofMillis(750), 2);
  }
}
