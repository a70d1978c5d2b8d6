package com.hypermindlabs.understudy.capture;

/** Texts in dollar quotes that have names of the application's in them, which may be anything. */
public final class DollarQuote {
  private DollarQuote() {}

  /** The text as a literal. */
  public static String of(String text) {
    String quote = "$understudy" + mark(text) + "$";
    return quote + text + quote;
  }

  /** What a tag has to end with so that nothing in the text is that tag; mostly nothing. */
  static String mark(String text) {
    String mark = "";
    for (int i = 1; text.contains(mark + "$"); i++) {
      mark = "_" + i;
    }
    return mark;
  }
}
