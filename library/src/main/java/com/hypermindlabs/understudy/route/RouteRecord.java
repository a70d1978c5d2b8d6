package com.hypermindlabs.understudy.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code route.json} holds, for people and for restarts when the fallback cannot be read.
 *
 * @param epoch the last epoch known to be committed on the fallback
 * @param mode the mode of that epoch
 * @param since when it began
 * @param reason why
 * @param intent a change to the fallback that was about to be committed; null when none. Whether it
 *     was, only the gate can tell
 */
public record RouteRecord(
    long epoch, Mode mode, Instant since, String reason, @Nullable Intent intent) {
  /** A change to the fallback under way. */
  public record Intent(long epoch, Mode mode, Instant since, String reason) {}

  /** Whether there may be writes on the fallback that the primary does not have. */
  public boolean mayHoldWrites() {
    return intent != null || mode != Mode.NORMAL;
  }

  /** The same with an intent. */
  public RouteRecord intending(Intent next) {
    return new RouteRecord(epoch, mode, since, reason, next);
  }
}
