package com.hypermindlabs.understudy.assistant.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that is not granted, in words for the one who made it. Immutable. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable Duration wait;

  /**
   * @param status the HTTP status
   * @param message for people; says nothing of what they may not know
   */
  Refusal(int status, String message) {
    this(status, message, null);
  }

  /** As the other constructor, with how long to wait before trying again. */
  Refusal(int status, String message, @Nullable Duration wait) {
    super(message, null, false, false);
    this.status = status;
    this.wait = wait;
  }

  int status() {
    return status;
  }

  /** In seconds, for the header Retry-After; 0 when there is no telling. */
  long retryAfter() {
    return wait == null ? 0 : Math.max(1, wait.toSeconds());
  }
}
