package com.hypermindlabs.understudy.assistant.store;

import java.util.Locale;

/** Who said something. */
public enum Author {
  MEMBER,
  ASSISTANT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Author of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
