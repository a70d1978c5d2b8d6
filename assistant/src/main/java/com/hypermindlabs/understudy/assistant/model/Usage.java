package com.hypermindlabs.understudy.assistant.model;

import org.jspecify.annotations.Nullable;

/**
 * What an answer took, as far as the model tells. Immutable.
 *
 * @param promptTokens tokens read; null when not told
 * @param replyTokens tokens written; null when not told
 */
public record Usage(@Nullable Integer promptTokens, @Nullable Integer replyTokens) {
  /** Nothing was told. */
  public static final Usage UNKNOWN = new Usage(null, null);
}
