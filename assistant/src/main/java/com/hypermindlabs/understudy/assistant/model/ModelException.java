package com.hypermindlabs.understudy.assistant.model;

import org.jspecify.annotations.Nullable;

/**
 * A model did not answer to the end. The message is one short line for people and names no secret
 * and nothing that was said. Immutable.
 */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public ModelException(String message) {
    this(message, null);
  }

  /** Says why, and what was thrown. */
  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Why, in one line. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
