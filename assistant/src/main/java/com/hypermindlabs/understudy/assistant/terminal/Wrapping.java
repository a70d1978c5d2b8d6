package com.hypermindlabs.understudy.assistant.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/** Breaks text into lines. Pure. */
final class Wrapping {
  private Wrapping() {}

  /** At the ends of lines. */
  static List<AttributedString> lines(AttributedString text) {
    List<AttributedString> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\n') {
        lines.add(text.subSequence(from, at));
        from = at + 1;
      }
    }
    lines.add(text.subSequence(from, text.length()));
    return lines;
  }

  /** At the ends of lines, and between words where one is wider. */
  static List<AttributedString> toFit(String text, int width) {
    return lines(new AttributedString(text)).stream()
        .flatMap(line -> atWords(line, width).stream())
        .toList();
  }

  /** Between words, so that no line is wider; a word that is wider by itself is cut. */
  static List<AttributedString> atWords(AttributedString text, int width) {
    List<AttributedString> lines = new ArrayList<>();
    int from = 0;
    int blank = -1;
    int columns = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = Character.codePointAt(text, at);
      int wide = Math.max(0, WCWidth.wcwidth(codePoint));
      if (columns + wide > width) {
        int end = blank > from ? blank : Math.max(at, from + 1);
        lines.add(text.subSequence(from, end));
        from = blank > from ? blank + 1 : end;
        at = from;
        blank = -1;
        columns = 0;
        continue;
      }
      blank = codePoint == ' ' ? at : blank;
      columns += wide;
      at += Character.charCount(codePoint);
    }
    lines.add(text.subSequence(from, text.length()));
    return lines;
  }
}
