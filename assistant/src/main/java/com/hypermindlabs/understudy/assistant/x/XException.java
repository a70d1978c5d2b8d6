package com.hypermindlabs.understudy.assistant.x;

import java.time.Instant;

/** A call of X's API failed. The message holds no key. Immutable. */
final class XException extends Exception {
  private static final long serialVersionUID = 1;

  /** What that means for the call. */
  enum Kind {
    /** X did not get it. */
    UNREACHED,
    /** X may have carried it out. */
    UNCERTAIN,
    /** X asks to wait; it was not carried out. */
    TOO_FAST,
    /** The keys are wrong, or do not allow it. */
    NOT_LET_IN,
    /** The very text was posted a little earlier. */
    DUPLICATE,
    /** X refuses it, now and later. */
    REFUSED
  }

  private final Kind kind;
  private final Instant notBefore;

  XException(Kind kind, String message, Instant notBefore) {
    super(message);
    this.kind = kind;
    this.notBefore = notBefore;
  }

  Kind kind() {
    return kind;
  }

  /** When X takes calls of this kind again; long past when it does not say. */
  Instant notBefore() {
    return notBefore;
  }
}
