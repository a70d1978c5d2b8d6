package com.hypermindlabs.understudy.assistant.demo;

import java.util.Locale;
import java.util.Map;

/**
 * What the terminal can show.
 *
 * @param colours whether text may be coloured
 * @param unicode whether there is more than ASCII
 */
public record Style(boolean colours, boolean unicode) {
  private static final String BARS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = " .:-=+*#@";

  /** What the environment says of the character set. */
  public static Style of(boolean colours, Map<String, String> environment) {
    String locale = "";
    for (String name : new String[] {"LANG", "LC_CTYPE", "LC_ALL"}) {
      String value = environment.getOrDefault(name, "");
      locale = value.isEmpty() ? locale : value;
    }
    String folded = locale.toLowerCase(Locale.ROOT).replace("-", "");
    return new Style(colours, folded.contains("utf8"));
  }

  String green(String text) {
    return paint("32", text);
  }

  String red(String text) {
    return paint("31;1", text);
  }

  String yellow(String text) {
    return paint("33", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String bold(String text) {
    return paint("1", text);
  }

  /** A tick. */
  String tick() {
    return green(unicode ? "✔" : "+");
  }

  /** What lies on the line that the writes take. */
  String line(boolean active) {
    if (active) {
      return green(unicode ? "━━━━▶" : "====>");
    }
    return dim(unicode ? "╌╌╌╌╌" : "-----");
  }

  /** A bar of a height of 0 to 8. */
  char bar(int height) {
    return (unicode ? BARS : ASCII_BARS).charAt(height);
  }

  /** The number of heights that a bar can have above nothing. */
  static int heights() {
    return BARS.length() - 1;
  }

  private String paint(String code, String text) {
    return colours && !text.isBlank() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
