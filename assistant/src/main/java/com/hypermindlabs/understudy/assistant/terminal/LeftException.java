package com.hypermindlabs.understudy.assistant.terminal;

/** A person left instead of answering. */
public final class LeftException extends Exception {
  private static final long serialVersionUID = 1;

  /** Left. */
  public LeftException() {
    super("left");
  }
}
