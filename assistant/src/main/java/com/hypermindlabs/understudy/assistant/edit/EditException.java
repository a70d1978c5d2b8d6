package com.hypermindlabs.understudy.assistant.edit;

/** A settings file cannot be edited. Immutable; holds no secret. */
public final class EditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message operation, file and cause
   * @param hint what to do about it
   */
  public EditException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** The same with what it came from. */
  public EditException(String message, String hint, Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What to do about it; never empty. */
  public String hint() {
    return hint;
  }
}
