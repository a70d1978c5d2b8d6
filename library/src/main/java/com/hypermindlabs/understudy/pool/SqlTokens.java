package com.hypermindlabs.understudy.pool;

import java.util.Locale;

/**
 * The words and signs of a text of SQL, as PostgreSQL splits it: without comments, and without what
 * stands in literals. Reads each letter once or twice, however long the text is. Not thread-safe.
 */
final class SqlTokens {
  /** What stands for any name in double quotes. */
  static final String NAME = "\"";

  /** What stands for any literal. */
  static final String LITERAL = "'";

  private final String sql;
  private int at;
  private boolean doubtful;

  SqlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * The next one: a word in lower case, {@link #NAME}, {@link #LITERAL} or a single sign.
   *
   * @return empty at the end
   */
  String next() {
    skipBlanks();
    if (at >= sql.length()) {
      return "";
    }
    char first = letter(at);
    if (first == '\'' || first == '"') {
      quoted(first, false);
      return first == '"' ? NAME : LITERAL;
    }
    if (first == '$' && dollars()) {
      return LITERAL;
    }
    if (isPart(first) && first != '$') {
      return word();
    }
    at++;
    return String.valueOf(first);
  }

  /** Whether what was read may mean something else: something has no end, or two ends. */
  boolean doubtful() {
    return doubtful;
  }

  /** Whether a token is a word, or a number. */
  static boolean isWord(String token) {
    return !token.isEmpty() && isPart(token.charAt(0)) && token.charAt(0) != '$';
  }

  /** To PostgreSQL every letter outside ASCII is one of a name. */
  private static boolean isPart(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || isDigit(letter)
        || letter == '_'
        || letter == '$'
        || letter >= 0x80;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  /** The letter there; behind the end none that means anything. */
  private char letter(int index) {
    return index < sql.length() ? sql.charAt(index) : '\0';
  }

  private void skipBlanks() {
    while (at < sql.length()) {
      if (letter(at) == '-' && letter(at + 1) == '-') {
        skipLine();
      } else if (letter(at) == '/' && letter(at + 1) == '*') {
        skipComment();
      } else if (letter(at) <= ' ') {
        at++;
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    while (at < sql.length() && letter(at) != '\n' && letter(at) != '\r') {
      at++;
    }
  }

  /** Comments may hold comments. */
  private void skipComment() {
    int depth = 0;
    do {
      boolean opens = letter(at) == '/' && letter(at + 1) == '*';
      boolean closes = letter(at) == '*' && letter(at + 1) == '/';
      depth += opens ? 1 : closes ? -1 : 0;
      at += opens || closes ? 2 : 1;
    } while (depth > 0 && at < sql.length());
    doubtful = doubtful || depth > 0;
  }

  private String word() {
    int begin = at;
    boolean ascii = true;
    while (at < sql.length() && isPart(letter(at))) {
      ascii = ascii && letter(at) < 0x80;
      at++;
    }
    String word = sql.substring(begin, at);
    if (word.equalsIgnoreCase("e") && letter(at) == '\'') {
      quoted('\'', true);
      return LITERAL;
    }
    // Java knows letters of other alphabets whose lower case is one of ASCII.
    return ascii ? word.toLowerCase(Locale.ROOT) : word;
  }

  /** Whether a backslash escapes in an ordinary literal is a setting of the session's. */
  private void quoted(char quote, boolean escapes) {
    for (at++; at < sql.length(); at++) {
      if (letter(at) == '\\' && escapes) {
        at++;
      } else if (letter(at) == '\\') {
        doubtful = doubtful || (quote == '\'' && letter(at + 1) == quote);
      } else if (letter(at) == quote && letter(at + 1) == quote) {
        at++;
      } else if (letter(at) == quote) {
        at++;
        return;
      }
    }
    doubtful = true;
  }

  /** Skips a literal in dollar quotes; answers no where there is none, but a parameter. */
  private boolean dollars() {
    int end = at + 1;
    while (end < sql.length() && isPart(letter(end)) && letter(end) != '$') {
      end++;
    }
    if (letter(end) != '$' || isDigit(letter(at + 1))) {
      return false;
    }
    String quote = sql.substring(at, end + 1);
    int close = sql.indexOf(quote, end + 1);
    doubtful = doubtful || close < 0;
    at = close < 0 ? sql.length() : close + quote.length();
    return true;
  }
}
