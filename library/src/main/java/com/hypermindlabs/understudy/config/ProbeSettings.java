package com.hypermindlabs.understudy.config;

import java.time.Duration;

/**
 * How health is read.
 *
 * @param interval the time between two probes, {@code failover.probe_interval}
 * @param timeout the time one probe may take in all, {@code failover.probe_timeout}
 * @param failureThreshold how many failed probes in a row make a failure, {@code
 *     failover.failure_threshold}
 */
public record ProbeSettings(Duration interval, Duration timeout, int failureThreshold) {
  /** 500 ms, 750 ms, 2: at most 2 s to notice a silent link. */
  public static ProbeSettings defaults() {
    return new ProbeSettings(Duration.ofMillis(500), Duration.ofMillis(750), 2);
  }
}
