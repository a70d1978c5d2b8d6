package com.hypermindlabs.understudy.mirror;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the primary's register says of a site.
 *
 * @param nonce of the last cycle that was begun; null before the first
 * @param previous the nonce that the fallback had then
 * @param xid of the cycle that wrote the nonce; null before the first
 * @param dropped why the log no longer waits for the site; null while it does
 */
record RegisterRow(
    @Nullable UUID nonce, @Nullable UUID previous, @Nullable String xid, @Nullable String dropped) {
  /** Whether it was written later than a snapshot was taken. */
  boolean since(@Nullable String snapshot) {
    if (xid == null || snapshot == null) {
      return false;
    }
    String xmax = snapshot.split(":", -1)[1];
    return Long.compareUnsigned(Long.parseUnsignedLong(xid), Long.parseUnsignedLong(xmax)) >= 0;
  }
}
