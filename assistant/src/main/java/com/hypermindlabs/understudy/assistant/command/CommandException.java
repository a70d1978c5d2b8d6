package com.hypermindlabs.understudy.assistant.command;

/** A command refuses what it was told, or cannot do it. Immutable; holds no secret. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message operation, subject and cause
   * @param hint what the operator can do about it
   */
  public CommandException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What the operator can do about it; never empty. */
  public String hint() {
    return hint;
  }
}
