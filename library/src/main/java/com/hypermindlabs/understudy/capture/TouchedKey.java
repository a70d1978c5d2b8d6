package com.hypermindlabs.understudy.capture;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A key as the log of transactions has it, {@code understudy.touch}: as text, but of an enumeration
 * the number of the label, which stays when a migration calls it otherwise.
 *
 * @param types of the key's columns, without modifiers, domains as what they are made of
 */
public record TouchedKey(List<String> types) {
  // Built in, and their text is the same under all settings.
  private static final List<String> PLAIN_TEXT =
      List.of("smallint", "integer", "bigint", "text", "character varying", "uuid", "boolean");

  /** Copies the list. */
  public TouchedKey {
    types = List.copyOf(types);
  }

  /** Whether it is the same under all settings. */
  boolean plain() {
    return PLAIN_TEXT.containsAll(types);
  }

  /**
   * The key, for statements.
   *
   * @param value of a column of the key in its type, by its place from 0
   */
  public String of(IntFunction<String> value) {
    return IntStream.range(0, types.size())
        .mapToObj(k -> text(types.get(k), value.apply(k)))
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  private static String text(String type, String value) {
    if (PLAIN_TEXT.contains(type)) {
      return value + "::text";
    }
    return "coalesce((SELECT e.oid::text FROM pg_enum e WHERE e.enumtypid = pg_typeof("
        + value
        + ") AND e.enumlabel = "
        + value
        + "::text), "
        + value
        + "::text)";
  }
}
