package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/** Our part in a database could not be put in place, read or removed. */
public final class CaptureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param message what was tried on what, and why it failed
   * @param hint what to do about it
   * @param cause null when nothing was thrown
   */
  public CaptureException(String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }
}
