package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something said to an account that is to be answered. Immutable.
 *
 * @param key what the service calls it, 1 to 100 characters
 * @param position its place in the order of the service
 * @param body what is needed to answer it, in the interface's own form
 * @param receivedAt when it was fetched, to the microsecond
 */
public record BotUpdate(String key, long position, String body, Instant receivedAt) {
  private static final int LONGEST_BODY = 2_000_000;

  /** Refuses what PostgreSQL cannot keep. */
  public BotUpdate {
    Text.present("the key of an update", key, BotPost.LONGEST_KEY);
    Text.present("the body of an update", body, LONGEST_BODY);
    // As PostgreSQL keeps it: written again it is the same row.
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
