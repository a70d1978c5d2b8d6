package com.hypermindlabs.understudy.assistant.store;

/** What PostgreSQL can hold of a Java string, checked before anything is sent. */
final class Text {
  private Text() {}

  /**
   * The text itself.
   *
   * @param subject what it is, as "the body of a message"
   * @param longest how many characters (code points) it may have
   * @throws IllegalArgumentException when it is empty, too long or cannot be stored
   */
  static String present(String subject, String text, int longest) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(subject + " is empty");
    }
    return storable(subject, text, longest);
  }

  /** As {@link #present}, but it may be empty. */
  static String storable(String subject, String text, int longest) {
    if (text.codePointCount(0, text.length()) > longest) {
      throw new IllegalArgumentException(subject + " has more than " + longest + " characters");
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new IllegalArgumentException(
          subject + " has a NUL character at " + nul + ", which PostgreSQL cannot store");
    }
    int half = loneSurrogate(text);
    if (half >= 0) {
      throw new IllegalArgumentException(
          subject + " has half of a surrogate pair at " + half + ", which is no character");
    }
    return text;
  }

  private static int loneSurrogate(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (Character.isHighSurrogate(unit)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at++;
      } else if (Character.isSurrogate(unit)) {
        return at;
      }
    }
    return -1;
  }
}
