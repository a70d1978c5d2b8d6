package com.hypermindlabs.understudy.assistant.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where the values of an .env text stand, by the rules of the program's reader: docs/settings
 * has them. No message quotes the text.
 */
final class DotEnvScan {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[ \\t]*(export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \\t]*=");
  private static final Pattern IGNORED = Pattern.compile("(?s)[ \\t]*(#.*)?");
  private static final Pattern COMMENT = Pattern.compile("(?s)[ \\t]+#.*");

  /**
   * One {@code NAME=value}.
   *
   * @param exported whether {@code export} stands before it
   * @param start the offset of the value, its quote included
   * @param end the offset after it
   * @param quote the kind of quote, or {@link DotEnvLiteral#BARE}
   * @param value what the program reads
   */
  record Assignment(String name, boolean exported, int start, int end, char quote, String value) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final String text;
  private final List<Assignment> found = new ArrayList<>();
  private int at;

  private DotEnvScan(String text) {
    this.text = text;
  }

  /**
   * All assignments in order.
   *
   * @throws EditException when the program could not read the text
   */
  static List<Assignment> of(String text) {
    DotEnvScan scan = new DotEnvScan(text);
    while (scan.at < text.length()) {
      scan.line();
    }
    return List.copyOf(scan.found);
  }

  private void line() {
    int end = LineEnd.next(text, at);
    String line = text.substring(at, end);
    if (IGNORED.matcher(line).matches()) {
      at = end;
    } else {
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (!assignment.lookingAt()) {
        throw refused("is neither KEY=VALUE nor a comment");
      }
      at += assignment.end();
      value(assignment.group(2), assignment.group(1) != null);
    }
    at = LineEnd.after(text, at);
  }

  private void value(String name, boolean exported) {
    int end = LineEnd.next(text, at);
    String rest = text.substring(at, end);
    int first = at + rest.length() - rest.stripLeading().length();
    char quote = first < end ? text.charAt(first) : DotEnvLiteral.BARE;
    if (quote == '"' || quote == '\'') {
      String value = quoted(first, quote);
      found.add(new Assignment(name, exported, first, at, quote, value));
      int closed = LineEnd.next(text, at);
      if (!IGNORED.matcher(text.substring(at, closed)).matches()) {
        throw refused("goes on after its closing quote");
      }
      at = closed;
      return;
    }
    String content = COMMENT.matcher(rest).replaceFirst("");
    String value = content.strip();
    int start = value.isEmpty() ? at : first;
    found.add(
        new Assignment(name, exported, start, start + value.length(), DotEnvLiteral.BARE, value));
    at = end;
  }

  /** Reads from an opening quote; afterwards the position is behind the closing one. */
  private String quoted(int start, char quote) {
    StringBuilder value = new StringBuilder();
    int next = start + 1;
    while (next < text.length() && text.charAt(next) != quote) {
      if (quote == '"' && text.charAt(next) == '\\' && next + 1 < text.length()) {
        value.append(escaped(text.charAt(next + 1)));
        next = LineEnd.after(text, next + 1) == next + 1 ? next + 2 : LineEnd.after(text, next + 1);
      } else if (LineEnd.after(text, next) > next) {
        value.append('\n');
        next = LineEnd.after(text, next);
      } else {
        value.append(text.charAt(next++));
      }
    }
    if (next >= text.length()) {
      throw refused("opens a quote that never closes");
    }
    at = next + 1;
    return value.toString();
  }

  private static String escaped(char character) {
    return switch (character) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(character);
      case '\r' -> "\\\n";
      default -> "\\" + character;
    };
  }

  private EditException refused(String what) {
    long line = text.substring(0, at).replace("\r\n", "\n").replace('\r', '\n').lines().count();
    return new EditException(
        "edit .env: about line " + Math.max(1, line) + " " + what,
        "mend it first; 'understudy doctor' names the place");
  }
}
