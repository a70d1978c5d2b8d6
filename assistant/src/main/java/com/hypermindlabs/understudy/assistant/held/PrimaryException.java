package com.hypermindlabs.understudy.assistant.held;

/** What is done on the primary alone cannot be done now. Immutable. */
public final class PrimaryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message the operation and why
   * @param hint what to do about it
   */
  public PrimaryException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }
}
