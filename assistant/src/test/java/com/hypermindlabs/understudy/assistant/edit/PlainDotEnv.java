package com.hypermindlabs.understudy.assistant.edit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reader of .env files written for these tests alone, a character at a time, from the rules in
 * docs/settings.md: it judges what the product's writer made.
 */
public final class PlainDotEnv {
  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private PlainDotEnv(String text) {
    this.text = text;
  }

  /** The variables; of a repeated name the last counts. */
  public static Map<String, String> read(String text) {
    PlainDotEnv reader = new PlainDotEnv(text.replace("\r\n", "\n").replace('\r', '\n'));
    while (reader.at < reader.text.length()) {
      reader.line();
    }
    return reader.values;
  }

  private void line() {
    blanks();
    if (here() == '#') {
      restOfLine();
    } else if (here() != '\n') {
      String name = word();
      blanks();
      if (name.equals("export") && here() != '=') {
        name = word();
        blanks();
      }
      if (name.isEmpty() || here() != '=') {
        throw new AssertionError("no assignment at " + at + " of " + text);
      }
      at++;
      values.remove(name);
      values.put(name, value());
    }
    at++;
  }

  private String value() {
    int start = at;
    blanks();
    char quote = here();
    if (quote == '"' || quote == '\'') {
      String value = quoted(quote);
      blanks();
      if (here() != '\n' && here() != '#') {
        throw new AssertionError("text behind a quote at " + at + " of " + text);
      }
      restOfLine();
      return value;
    }
    at = start;
    StringBuilder value = new StringBuilder();
    while (here() != '\n') {
      boolean blank = at > start && " \t".indexOf(text.charAt(at - 1)) >= 0;
      if (here() == '#' && blank) {
        restOfLine();
        break;
      }
      value.append(here());
      at++;
    }
    return value.toString().strip();
  }

  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    at++;
    while (text.charAt(at) != quote) {
      char next = text.charAt(at++);
      if (next == '\\' && quote == '"') {
        char escaped = text.charAt(at++);
        int known = "nrt\"\\$".indexOf(escaped);
        value.append(known < 0 ? "\\" + escaped : "\n\r\t\"\\$".substring(known, known + 1));
      } else {
        value.append(next);
      }
    }
    at++;
    return value.toString();
  }

  private String word() {
    int start = at;
    while (Character.isLetterOrDigit(here()) || here() == '_' || here() == '.') {
      at++;
    }
    return text.substring(start, at);
  }

  private void blanks() {
    while (here() == ' ' || here() == '\t') {
      at++;
    }
  }

  private void restOfLine() {
    while (here() != '\n') {
      at++;
    }
  }

  private char here() {
    return at < text.length() ? text.charAt(at) : '\n';
  }
}
