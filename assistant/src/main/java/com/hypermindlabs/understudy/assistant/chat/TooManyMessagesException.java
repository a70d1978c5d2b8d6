package com.hypermindlabs.understudy.assistant.chat;

import java.time.Duration;

/** A member sends more than is allowed. */
public final class TooManyMessagesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Duration wait;

  /** Says how long to wait before the next message is taken. */
  public TooManyMessagesException(Duration wait) {
    super("too many messages: try again in " + Math.max(1, wait.toSeconds()) + " s");
    this.wait = wait;
  }

  /** How long until the next message is taken. */
  public Duration waitFor() {
    return wait;
  }
}
