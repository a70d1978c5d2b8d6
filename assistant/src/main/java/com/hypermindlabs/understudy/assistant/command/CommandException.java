package com.hypermindlabs.understudy.assistant.command;

/** A command refuses what it was told, or cannot do it. Immutable; holds no secret. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;
  private final int exitCode;

  /**
   * @param message operation, subject and cause
   * @param hint what the operator can do about it
   */
  public CommandException(String message, String hint) {
    this(message, hint, ExitCode.FAILED);
  }

  private CommandException(String message, String hint, int exitCode) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }

  /** What was asked for cannot be done with these settings or words. */
  static CommandException usage(String message, String hint) {
    return new CommandException(message, hint, ExitCode.USAGE);
  }

  /** What the process ends with. */
  int exitCode() {
    return exitCode;
  }

  /** What the operator can do about it; never empty. */
  public String hint() {
    return hint;
  }
}
