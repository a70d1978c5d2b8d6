package com.hypermindlabs.understudy.server;

import org.jspecify.annotations.Nullable;

/**
 * Something about a local PostgreSQL server failed: its binaries, its data directory or its
 * process. Carries the remedy apart from the message, so that every front end can show both.
 * Immutable.
 */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message what failed, on what subject, and why
   * @param hint what the operator can do about it
   */
  public ServerException(String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** As the other constructor, without a cause. */
  public ServerException(String message, String hint) {
    this(message, hint, null);
  }

  /** What the operator can do about it; never empty. */
  public String hint() {
    return hint;
  }
}
