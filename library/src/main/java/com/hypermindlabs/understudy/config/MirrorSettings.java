package com.hypermindlabs.understudy.config;

import java.time.Duration;
import java.util.List;

/**
 * How the fallback is kept current.
 *
 * @param interval the time between two cycles when idle, {@code failover.mirror_interval}
 * @param logRetention how long the change log waits for an absent site, {@code
 *     failover.log_retention}
 * @param logLimit the size of the change log in bytes at which absent sites are dropped, {@code
 *     failover.log_limit}
 * @param sequenceBlock how many numbers of a sequence the site keeps ready, {@code
 *     failover.sequence_block}
 * @param exclude tables that are not covered, {@code failover.exclude}
 * @param localTables tables whose writes on the fallback stay there, {@code failover.local_tables}
 */
public record MirrorSettings(
    Duration interval,
    Duration logRetention,
    long logLimit,
    int sequenceBlock,
    List<String> exclude,
    List<String> localTables) {
  /** Copies the lists. */
  public MirrorSettings {
    exclude = List.copyOf(exclude);
    localTables = List.copyOf(localTables);
  }

  /** 1 s, 7 days, 1 GB (2^30 bytes), 10,000 numbers, no tables named. */
  public static MirrorSettings defaults() {
    return new MirrorSettings(
        Duration.ofSeconds(1), Duration.ofDays(7), 1L << 30, 10_000, List.of(), List.of());
  }
}
