package com.hypermindlabs.understudy.route;

import java.util.Optional;

/**
 * What is known when a process starts.
 *
 * @param primary the primary's health
 * @param fallbackEnabled whether the settings allow the fallback
 * @param gate what the gate says
 * @param record what route.json says
 * @param mapped the epoch in the mapped file, which only moves after a commit on the fallback, or
 *     when an operator sets the fallback aside
 * @param setAside the epoch up to which an operator has set the fallback aside; -1 when he has not
 */
public record StartFacts(
    Side primary,
    boolean fallbackEnabled,
    GateReading gate,
    Optional<RouteRecord> record,
    long mapped,
    long setAside) {
  /** Nothing set aside. */
  public StartFacts(
      Side primary,
      boolean fallbackEnabled,
      GateReading gate,
      Optional<RouteRecord> record,
      long mapped) {
    this(primary, fallbackEnabled, gate, record, mapped, -1);
  }

  /** The same with another view of the primary. */
  public StartFacts withPrimary(Side other) {
    return new StartFacts(other, fallbackEnabled, gate, record, mapped, setAside);
  }

  /** The epoch that must not be behind: a fallback below it went back in time. */
  long committedEpoch() {
    return Math.max(mapped, record.map(RouteRecord::epoch).orElse(0L));
  }

  /** Whether a gate at this epoch is one that the operator knows of and does not wait for. */
  boolean isSetAside(long epoch) {
    return epoch <= setAside && committedEpoch() == setAside + 1;
  }

  boolean mayHoldWrites() {
    return record.map(RouteRecord::mayHoldWrites).orElse(false);
  }
}
