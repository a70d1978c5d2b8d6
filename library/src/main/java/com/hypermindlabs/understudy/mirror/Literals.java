package com.hypermindlabs.understudy.mirror;

import org.jspecify.annotations.Nullable;

/** Values inside statements that take no parameters, as COPY. */
public final class Literals {
  private Literals() {}

  /** A text as a literal, whatever standard_conforming_strings says. */
  public static String text(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    String quoted = value.replace("'", "''");
    return value.indexOf('\\') < 0
        ? "'" + quoted + "'"
        : " E'" + quoted.replace("\\", "\\\\") + "'";
  }
}
