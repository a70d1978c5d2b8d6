package com.hypermindlabs.understudy.assistant.edit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the lines of a text end. */
final class LineEnd {
  private static final Pattern ANY = Pattern.compile("\\r\\n|\\n|\\r");

  private LineEnd() {}

  /** As the first line of the text ends; a line feed where it has only one. */
  static String of(String text) {
    Matcher found = ANY.matcher(text);
    return found.find() ? found.group() : "\n";
  }

  /** Whether a line ends in the text. */
  static boolean any(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  /** The offset after the line end at an offset; the offset itself where none is. */
  static int after(String text, int offset) {
    if (offset >= text.length()) {
      return offset;
    }
    if (text.startsWith("\r\n", offset)) {
      return offset + 2;
    }
    return any(text.substring(offset, offset + 1)) ? offset + 1 : offset;
  }

  /** The offset where the line that holds an offset ends; that of its line end, if it has one. */
  static int next(String text, int offset) {
    int at = offset;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }
}
