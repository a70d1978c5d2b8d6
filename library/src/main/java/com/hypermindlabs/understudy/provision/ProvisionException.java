package com.hypermindlabs.understudy.provision;

import org.jspecify.annotations.Nullable;

/**
 * The fallback cannot be provisioned, started or stopped. Nothing of its data was touched.
 * Immutable; holds no secret.
 */
public final class ProvisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FindingCode code;
  private final String hint;

  ProvisionException(FindingCode code, String message, String hint) {
    this(code, message, hint, null);
  }

  ProvisionException(FindingCode code, String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  /** What kind of trouble it is. */
  public FindingCode code() {
    return code;
  }

  /** What the operator can do about it; never empty. */
  public String hint() {
    return hint;
  }

  /** The same as something to report. */
  public Finding finding() {
    String message = getMessage();
    return new Finding(code, message == null ? code.json() : message, hint);
  }
}
