package com.hypermindlabs.understudy.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of an .env file: {@code KEY=VALUE}, with or without {@code export}; a value bare
 * (up to a blank and {@code #}; a {@code #} without a blank before it belongs to the value), in
 * single quotes (exactly as written), or in double quotes (with {@code \n \r \t \" \\ \$}). Quoted
 * values may span lines. Nothing is expanded: {@code $} is an ordinary character. Problems never
 * quote the line: it may be a secret.
 */
final class DotEnv {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \\t]*=");
  private static final Pattern IGNORED = Pattern.compile("(?s)[ \\t]*(#.*)?");
  private static final Pattern COMMENT = Pattern.compile("(?s)[ \\t]+#.*");

  private final String text;
  private final String label;
  private final Consumer<SettingsProblem> problems;
  private final Consumer<String> hints;
  private final Map<String, RawValue.Text> variables = new LinkedHashMap<>();
  private int position;
  private int line = 1;

  private DotEnv(
      String text, String label, Consumer<SettingsProblem> problems, Consumer<String> hints) {
    this.text = text;
    this.label = label;
    this.problems = problems;
    this.hints = hints;
  }

  /** The variables by name, empty ones included; what could not be read is reported. */
  static Map<String, RawValue.Text> parse(
      String text, String label, Consumer<SettingsProblem> problems, Consumer<String> hints) {
    String normalised = text.replace("\r\n", "\n").replace('\r', '\n');
    DotEnv reader = new DotEnv(normalised, label, problems, hints);
    while (reader.position < normalised.length()) {
      reader.readLine();
    }
    return reader.variables;
  }

  private void readLine() {
    String rest = restOfLine();
    if (IGNORED.matcher(rest).matches()) {
      skip(rest.length());
    } else {
      Matcher assignment = ASSIGNMENT.matcher(rest);
      if (assignment.lookingAt()) {
        skip(assignment.end());
        assign(assignment.group(1));
      } else {
        problem("is neither KEY=VALUE nor a comment", "write KEY=VALUE, or # before a comment");
        skip(rest.length());
      }
    }
    skip(1);
  }

  private void assign(String name) {
    int start = line;
    String rest = restOfLine();
    String stripped = rest.stripLeading();
    char first = stripped.isEmpty() ? '#' : stripped.charAt(0);
    String value;
    if (first == '"' || first == '\'') {
      skip(rest.length() - stripped.length());
      value = quoted(first);
    } else {
      value = bare();
    }
    if (value == null) {
      return;
    }
    if (variables.put(name, new RawValue.Text(value, start)) != null) {
      hints.accept(label + " line " + start + ": " + name + " is set twice; the last one counts");
    }
  }

  private String bare() {
    String rest = restOfLine();
    skip(rest.length());
    return COMMENT.matcher(rest).replaceFirst("").strip();
  }

  private @Nullable String quoted(char quote) {
    int start = line;
    skip(1);
    StringBuilder value = new StringBuilder();
    while (position < text.length() && text.charAt(position) != quote) {
      char next = text.charAt(position);
      if (next == '\\' && quote == '"' && position + 1 < text.length()) {
        value.append(escaped(text.charAt(position + 1)));
        skip(2);
      } else {
        value.append(next);
        skip(1);
      }
    }
    if (position >= text.length()) {
      problems.accept(
          SettingsProblem.ofFile(
              label + " line " + start, "opens a quote that never closes", "close the quote"));
      return null;
    }
    skip(1);
    String rest = restOfLine();
    if (!IGNORED.matcher(rest).matches()) {
      problem("goes on after its closing quote", "put a quote inside as \\\" in double quotes");
    }
    skip(rest.length());
    return value.toString();
  }

  /** What a backslash and a character stand for; an unknown pair stays as it is. */
  private static String escaped(char character) {
    return switch (character) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(character);
      default -> "\\" + character;
    };
  }

  private String restOfLine() {
    int end = text.indexOf('\n', position);
    return text.substring(position, end < 0 ? text.length() : end);
  }

  private void skip(int count) {
    int end = Math.min(position + count, text.length());
    for (; position < end; position++) {
      line += text.charAt(position) == '\n' ? 1 : 0;
    }
  }

  private void problem(String message, String remedy) {
    problems.accept(SettingsProblem.ofFile(label + " line " + line, message, remedy));
  }
}
