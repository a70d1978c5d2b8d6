package com.hypermindlabs.understudy.mirror;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the mirror is doing in this process.
 *
 * @param state in a word
 * @param lagMs since the instant that the fallback's data is of, as this process measures time;
 *     null before its first cycle
 * @param pendingRows that a cycle found and has not brought yet
 * @param lastCycle when a cycle last ended well; null before
 * @param asOf from when the fallback's data is, by the primary's clock; null when it has none
 * @param reason why it is stopped, or which tables stand still and why; null when all is well
 */
public record MirrorState(
    State state,
    @Nullable Long lagMs,
    long pendingRows,
    @Nullable Instant lastCycle,
    @Nullable Instant asOf,
    @Nullable String reason) {
  /** What it does. */
  public enum State {
    /** It has not begun in this process. */
    OFF("off"),
    /** It carries everything over for the first time. */
    SEEDING("seeding"),
    /** It keeps the fallback current. */
    RUNNING("running"),
    /** Its last cycle failed or may not run. */
    STOPPED("stopped");

    private final String json;

    State(String json) {
      this.json = json;
    }

    /** As documents of ours spell it. */
    public String json() {
      return json;
    }
  }
}
