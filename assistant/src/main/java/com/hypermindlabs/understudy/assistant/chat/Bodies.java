package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.NewMessage;

/** Makes what a model wrote fit to be kept. Pure. */
final class Bodies {
  private Bodies() {}

  /** Without what PostgreSQL cannot store, and not too long. */
  static String storable(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int characters = 0;
    for (int at = 0; at < text.length() && characters < NewMessage.LONGEST_BODY; characters++) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      kept.appendCodePoint(point == 0 || half ? '\uFFFD' : point);
    }
    return kept.toString();
  }
}
