package com.hypermindlabs.understudy.assistant.probe;

import java.util.Locale;

/**
 * What one check found. Holds no secret.
 *
 * @param severity how bad it is
 * @param area what was looked at, as {@code primary}
 * @param message what was found
 * @param hint what to do about it; empty when all is well
 */
public record Remark(Severity severity, String area, String message, String hint) {
  /** How bad it is. */
  public enum Severity {
    /** As it should be. */
    OK,
    /** It works, and something is worth a look. */
    WARNING,
    /** It does not work. */
    ERROR;

    /** The name in JSON. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All is well. */
  public static Remark ok(String area, String message) {
    return new Remark(Severity.OK, area, message, "");
  }

  /** It works, but. */
  public static Remark warning(String area, String message, String hint) {
    return new Remark(Severity.WARNING, area, message, hint);
  }

  /** It does not work. */
  public static Remark error(String area, String message, String hint) {
    return new Remark(Severity.ERROR, area, message, hint);
  }
}
