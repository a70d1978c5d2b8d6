package com.hypermindlabs.understudy;

import org.jspecify.annotations.Nullable;

/**
 * A site cannot start, or cannot do what it was told. Carries the remedy apart from the message.
 */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  StartException(String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What the operator can do about it. */
  public String hint() {
    return hint;
  }
}
