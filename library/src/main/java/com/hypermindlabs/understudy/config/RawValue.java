package com.hypermindlabs.understudy.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as its source wrote it, before a {@link SettingType} has made sense of it. A variable is
 * always {@link Text}. No textual form shows what the value is: it may be a secret. Immutable.
 */
public sealed interface RawValue {
  /** The line of the file where the value begins; 0 where there is no file. */
  int line();

  /** What it is, in words, as {@code a number}. */
  String kind();

  /** Whether it counts as not set: the empty text. */
  default boolean unset() {
    return this instanceof Text text && text.text().isEmpty();
  }

  /** A text. */
  record Text(String text, int line) implements RawValue {
    @Override
    public String kind() {
      return "text";
    }

    @Override
    public String toString() {
      return kind();
    }
  }

  /** A number, as it was written. */
  record Numeral(String literal, int line) implements RawValue {
    @Override
    public String kind() {
      return "a number";
    }

    @Override
    public String toString() {
      return kind();
    }
  }

  /** True or false. */
  record Flag(boolean value, int line) implements RawValue {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  /** A list. */
  record Items(List<RawValue> items, int line) implements RawValue {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** An object; its fields in the order of the file. */
  record Fields(Map<String, RawValue> fields, int line) implements RawValue {
    /** Copies the map. */
    public Fields {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String kind() {
      return "an object";
    }
  }
}
