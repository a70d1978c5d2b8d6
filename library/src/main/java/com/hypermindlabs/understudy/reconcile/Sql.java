package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.stream.Collectors;

/** Values inside statements. */
final class Sql {
  private Sql() {}

  /** A text as a literal, whatever standard_conforming_strings says. */
  static String text(String value) {
    String quoted = value.replace("'", "''");
    return value.indexOf('\\') < 0
        ? "'" + quoted + "'"
        : " E'" + quoted.replace("\\", "\\\\") + "'";
  }

  /** An array of texts. */
  static String array(List<String> values) {
    return values.stream().map(Sql::text).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }
}
