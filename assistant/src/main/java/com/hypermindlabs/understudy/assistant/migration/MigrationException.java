package com.hypermindlabs.understudy.assistant.migration;

/** The schema could not be read or brought up to date. Immutable. */
public final class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message what failed and why
   * @param hint what the operator can do about it
   */
  public MigrationException(String message, String hint, Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What the operator can do about it; never empty. */
  public String hint() {
    return hint;
  }
}
