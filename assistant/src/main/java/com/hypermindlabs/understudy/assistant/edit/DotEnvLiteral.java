package com.hypermindlabs.understudy.assistant.edit;

import java.util.regex.Pattern;

/** Values as an .env file writes them. */
final class DotEnvLiteral {
  /** Stands for no quotes. */
  static final char BARE = ' ';

  private static final char SINGLE = '\'';
  private static final char DOUBLE = '"';

  /** What every reader of such files, a shell included, takes as it is. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]*");

  private DotEnvLiteral() {}

  /**
   * The value in the quotes that were there, as far as they can hold it.
   *
   * @param quote a single or double quote, or {@link #BARE}
   */
  static String of(String value, char quote) {
    if (quote == BARE && PLAIN.matcher(value).matches()) {
      return value;
    }
    boolean verbatim = value.indexOf(SINGLE) < 0 && !LineEnd.any(value);
    return quote != DOUBLE && verbatim ? SINGLE + value + SINGLE : DOUBLE + escaped(value) + DOUBLE;
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      switch (next) {
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '"', '\\', '$' -> escaped.append('\\').append(next);
        default -> escaped.append(next);
      }
    }
    return escaped.toString();
  }
}
