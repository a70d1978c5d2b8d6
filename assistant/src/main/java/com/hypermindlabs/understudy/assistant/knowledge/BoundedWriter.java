package com.hypermindlabs.understudy.assistant.knowledge;

import java.io.IOException;
import java.io.Writer;

/** Takes the text of a document, up to what anybody could mean. Used by one thread. */
final class BoundedWriter extends Writer {
  private static final int MOST = 20_000_000;

  private final StringBuilder text = new StringBuilder();
  private long all;

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    all += length;
    if (all > MOST) {
      throw new TooMuchException("holds more than " + MOST + " characters; split it");
    }
    text.append(buffer, offset, length);
  }

  /** What was written since the last time. */
  String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
