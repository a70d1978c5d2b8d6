package com.hypermindlabs.understudy.mirror;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction on the primary saw at its beginning.
 *
 * @param snapshot its snapshot
 * @param at the instant of it, by the primary's clock
 * @param primaryId the database it belongs to
 * @param row of the site in the register; null without one
 * @param stamp of the catalog
 * @param arrived whether it has the round that was asked for; true when none was
 */
record PrimaryView(
    String snapshot,
    Instant at,
    String primaryId,
    @Nullable RegisterRow row,
    String stamp,
    boolean arrived) {
  /** Whether the site is in the register, and the log waits for it. */
  boolean registered() {
    return row != null && row.dropped() == null;
  }
}
