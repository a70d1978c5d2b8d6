package com.hypermindlabs.understudy.random;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What went wrong, with where. */
final class Traces {
  private static final int LENGTH = 4000;

  private Traces() {}

  static String of(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().substring(0, Math.min(LENGTH, text.toString().length()));
  }
}
