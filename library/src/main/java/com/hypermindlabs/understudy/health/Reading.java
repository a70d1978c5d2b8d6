package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.Endpoint;
import java.time.Duration;

/** What one probe of one server, or of a cluster's hosts, found. Immutable. */
public sealed interface Reading {
  /** Whether the application could read and write there. */
  default boolean healthy() {
    return this instanceof Healthy;
  }

  /**
   * The server can serve.
   *
   * @param endpoint the writable host
   * @param latency one round trip
   * @param slow whether the round trip took more than half of the probe's budget
   * @param version the server's version, as 18.4
   */
  record Healthy(Endpoint endpoint, Duration latency, boolean slow, String version)
      implements Reading {}

  /**
   * The server cannot serve.
   *
   * @param endpoint the host that says most about the cause
   * @param problem the cause
   * @param standby whether it is one of several hosts, of which a standby answers: the cluster may
   *     be about to make it the writable one
   */
  record Unhealthy(Endpoint endpoint, Problem problem, boolean standby) implements Reading {
    /** Nothing is known of a standby. */
    public Unhealthy(Endpoint endpoint, Problem problem) {
      this(endpoint, problem, false);
    }
  }
}
