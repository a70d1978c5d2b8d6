package com.hypermindlabs.understudy.assistant.settings;

import java.time.Duration;

/**
 * How much the account on X reads and posts: {@code twitter.*}. Both cost money.
 *
 * @param dryRun log what would be posted, and post nothing
 * @param perHour posts in any hour at most
 * @param perDay posts in any 24 hours at most
 * @param pollInterval the time between two looks for mentions
 */
public record XPosting(boolean dryRun, int perHour, int perDay, Duration pollInterval) {
  /** Posts nothing, and would little. */
  public static final XPosting DEFAULT = new XPosting(true, 5, 20, Duration.ofMinutes(2));
}
