package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.mirror.Literals;
import java.util.List;
import java.util.stream.Collectors;

/** Values inside statements. */
final class Sql {
  private Sql() {}

  static String text(String value) {
    return Literals.text(value);
  }

  /** An array of texts. */
  static String array(List<String> values) {
    return values.stream().map(Sql::text).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }
}
