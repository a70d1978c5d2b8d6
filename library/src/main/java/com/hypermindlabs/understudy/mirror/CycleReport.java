package com.hypermindlabs.understudy.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cycle did.
 *
 * @param state how it ended
 * @param rows how many it brought, those that are gone included
 * @param bytes as COPY writes them
 * @param asOf from when the fallback's data is, by the primary's clock; null when it has none
 * @param took the whole cycle
 * @param stopped tables that were left out because they cannot be carried, {@code schema.name}, and
 *     why
 * @param pending rows of theirs that were to be brought
 */
public record CycleReport(
    State state,
    long rows,
    long bytes,
    @Nullable Instant asOf,
    Duration took,
    Map<String, String> stopped,
    long pending) {
  public CycleReport {
    stopped = Map.copyOf(stopped);
  }

  /** How a cycle ended. */
  public enum State {
    /** Nothing had changed. */
    IDLE,
    /** Changes were applied. */
    APPLIED,
    /** A first seed was finished. */
    SEEDED,
    /** The catalog changed in a way that needs new verdicts; nothing was done. */
    STALE,
    /** The gate is open or the epoch another one: nothing was done. */
    NOT_MIRRORING,
    /** The primary's log does not wait for this site; nothing was done. */
    UNREGISTERED,
    /** The primary has lost commits that the fallback has seen; nothing was done. */
    LOST_COMMITS,
    /** Another one has gone on as this site; nothing was done. */
    OVERTAKEN,
    /** The primary is another database; nothing was done. */
    OTHER_DATABASE
  }
}
