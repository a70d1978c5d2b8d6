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
 * @param ordered whether the operator ordered it
 * @param intent a change to the fallback that was about to be committed; null when none. Whether it
 *     was, only the gate can tell
 */
public record RouteRecord(
    long epoch, Mode mode, Instant since, String reason, boolean ordered, @Nullable Intent intent) {
  /** One that nobody ordered. */
  public RouteRecord(long epoch, Mode mode, Instant since, String reason, @Nullable Intent intent) {
    this(epoch, mode, since, reason, false, intent);
  }

  /** A change to the fallback under way. */
  public record Intent(long epoch, Mode mode, Instant since, String reason, boolean ordered) {
    /** One that nobody ordered. */
    public Intent(long epoch, Mode mode, Instant since, String reason) {
      this(epoch, mode, since, reason, false);
    }
  }

  /** Whether there may be writes on the fallback that the primary does not have. */
  public boolean mayHoldWrites() {
    return intent != null || mode != Mode.NORMAL;
  }

  /** The same with an intent. */
  public RouteRecord intending(Intent next) {
    return new RouteRecord(epoch, mode, since, reason, ordered, next);
  }
}
