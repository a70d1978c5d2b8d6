package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/**
 * What was decided about a table of the fallback.
 *
 * @param name of the table on both servers
 * @param state what follows
 * @param reason why it is not protected; null when it is
 * @param remedy what would make it so; null when nothing would, or it is
 * @param primary the table there; null when it is not there, or there is no primary
 * @param fallback the table here
 */
public record Verdict(
    TableName name,
    State state,
    @Nullable String reason,
    @Nullable String remedy,
    @Nullable TableShape primary,
    TableShape fallback) {
  /** How a table is treated. */
  public enum State {
    /** Mirrored, journaled and returned. */
    PROTECTED,
    /** Written to on the fallback, and never returned: declared so. */
    LOCAL,
    /** Not written to on the fallback. */
    CLOSED
  }
}
