package com.hypermindlabs.understudy.assistant.terminal;

/** What may be printed of a text that somebody else wrote. Pure. */
final class Printable {
  private Printable() {}

  /** Without the characters that command a terminal; lines and tabs stay. */
  static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .filter(
            each ->
                each == '\n'
                    || each == '\t'
                    || !(Character.isISOControl(each)
                        || (Character.getType(each) == Character.FORMAT && !joins(each))))
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  /** Joiners and variation make up emoji and some scripts; marks of direction mislead. */
  private static boolean joins(int codePoint) {
    return codePoint == 0x200c || codePoint == 0x200d || codePoint == 0xad;
  }
}
