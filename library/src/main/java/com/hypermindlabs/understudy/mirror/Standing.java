package com.hypermindlabs.understudy.mirror;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the fallback stands, by its own account.
 *
 * @param open whether the gate is open
 * @param epoch of the last change of route
 * @param snapshot of the primary that the fallback equals; null before the end of the first seed
 * @param nonce of the register row that came with it; null when nothing was ever carried
 * @param primaryId the database it came from; null as the nonce
 * @param asOf from when the data is, by the primary's clock; null before the end of the first seed
 * @param arrived the last round of a return that the primary is known to have; null for none
 * @param seeding whether a first seed is under way: its tables may be of different instants
 */
record Standing(
    boolean open,
    long epoch,
    @Nullable String snapshot,
    @Nullable UUID nonce,
    @Nullable String primaryId,
    @Nullable Instant asOf,
    @Nullable UUID arrived,
    boolean seeding) {
  /** Of a fallback that no mirror was ever at work on. */
  static final Standing NEVER = new Standing(false, 0, null, null, null, null, null, false);

  /** Whether the mirror of an epoch may write. */
  boolean takes(long expected) {
    return !open && epoch == expected;
  }
}
