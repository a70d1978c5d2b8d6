package com.hypermindlabs.understudy.assistant.store;

import java.util.Locale;

/** The interfaces that people reach the assistant through. */
public enum Channel {
  TERMINAL,
  WEB,
  TELEGRAM,
  X;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Channel of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
