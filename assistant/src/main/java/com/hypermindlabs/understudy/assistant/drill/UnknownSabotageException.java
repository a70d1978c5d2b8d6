package com.hypermindlabs.understudy.assistant.drill;

/** There is no sabotage of that name; the message names those there are. Immutable. */
public final class UnknownSabotageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With what is told of it. */
  public UnknownSabotageException(String message) {
    super(message);
  }
}
