package com.hypermindlabs.understudy.assistant.terminal;

/** Somebody was not signed in; the message says why, as far as it may be told. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
