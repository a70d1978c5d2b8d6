package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.IOException;

/** A file holds more than is read. The message says what, for people. Immutable. */
final class TooMuchException extends IOException {
  private static final long serialVersionUID = 1L;

  TooMuchException(String message) {
    super(message);
  }
}
