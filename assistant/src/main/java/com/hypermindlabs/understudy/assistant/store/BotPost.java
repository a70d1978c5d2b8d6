package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A part of what is to be sent. Immutable.
 *
 * @param key the update that it answers, or a name of its own; 1 to 100 characters
 * @param part its place among the parts, from 0
 * @param last whether it is the last part
 * @param body what is sent, in the interface's own form
 * @param intendedAt when it was decided on, to the microsecond
 */
public record BotPost(String key, int part, boolean last, String body, Instant intendedAt) {
  static final int LONGEST_KEY = 100;
  private static final int LONGEST_BODY = 100_000;

  /** Refuses what PostgreSQL cannot keep. */
  public BotPost {
    Text.present("the key of a post", key, LONGEST_KEY);
    Text.present("the body of a post", body, LONGEST_BODY);
    intendedAt = intendedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /** It was sent. */
  public BotPosted sent(String externalId, Instant at) {
    return new BotPosted(this, externalId, null, at);
  }

  /** It was not sent and will not be. */
  public BotPosted dropped(String problem, Instant at) {
    return new BotPosted(this, null, problem, at);
  }
}
