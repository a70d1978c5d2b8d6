package com.hypermindlabs.understudy.assistant.telegram;

import java.time.Duration;

/** A call of the Bot API failed. The message never holds the token. Immutable. */
final class TelegramException extends Exception {
  private static final long serialVersionUID = 1;

  /** What that means for the call. */
  enum Kind {
    /** Telegram did not get it. */
    UNREACHED,
    /** Telegram may have carried it out: the answer was lost, or is an error of its own. */
    UNCERTAIN,
    /** Telegram asks to wait; it was not carried out. */
    TOO_FAST,
    /** The token is wrong, or was taken back. */
    NOT_LET_IN,
    /** Another program fetches the same bot's messages. */
    NOT_ALONE,
    /** Telegram refuses it, now and later. */
    REFUSED
  }

  private final Kind kind;
  private final Duration retryAfter;

  TelegramException(Kind kind, String message, Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  Kind kind() {
    return kind;
  }

  /** How long Telegram asks to wait; zero when it does not ask. */
  Duration retryAfter() {
    return retryAfter;
  }
}
