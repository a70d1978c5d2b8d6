package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/**
 * What is done with a table. Immutable.
 *
 * @param name by which it is known on both servers
 * @param state what is done
 * @param reason why it is not protected, or what to mind though it is, in plain words; null when
 *     there is nothing to say
 * @param remedy what would protect it; null when there is nothing to do
 * @param primary as the primary has it; null without a primary, or when it has none
 * @param fallback as the fallback has it
 */
public record Verdict(
    TableName name,
    State state,
    @Nullable String reason,
    @Nullable String remedy,
    @Nullable TableShape primary,
    TableShape fallback) {
  /** What is done with a table. */
  public enum State {
    /** Mirrored, journaled and returned. */
    PROTECTED,
    /** Written on the fallback, and what is written there stays there, on purpose. */
    LOCAL,
    /** Not mirrored, and never written on the fallback. */
    CLOSED
  }
}
