package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What became of a post. Immutable.
 *
 * @param post the post
 * @param externalId what the service calls it; null when it was not sent
 * @param problem why not; null when it was
 * @param at when that was known, to the microsecond
 */
public record BotPosted(
    BotPost post, @Nullable String externalId, @Nullable String problem, Instant at) {
  private static final int LONGEST_PROBLEM = 2000;

  /** Cuts a problem that is too long. */
  public BotPosted {
    at = at.truncatedTo(ChronoUnit.MICROS);
    if (problem != null && problem.length() > LONGEST_PROBLEM) {
      problem = problem.substring(0, LONGEST_PROBLEM);
    }
  }
}
