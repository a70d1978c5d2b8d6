package com.hypermindlabs.understudy.assistant.screen;

import java.util.List;
import java.util.Map;

/**
 * The signs of a page: finer ones where the terminal can show them.
 *
 * @param focus before what has the focus
 * @param dot a chosen one among some
 * @param mask for each sign of a secret
 * @param rule the line above the help
 * @param cut where text was cut
 * @param good before a remark that all is well
 * @param warn before one that is worth a look
 * @param bad before an error
 * @param arrow from the value before to the one after
 * @param upDown the arrow keys
 * @param leftRight the other arrow keys
 * @param between things in one line
 * @param spinner its pictures in turn
 */
public record Glyphs(
    String focus,
    String dot,
    String mask,
    String rule,
    String cut,
    String good,
    String warn,
    String bad,
    String arrow,
    String upDown,
    String leftRight,
    String between,
    List<String> spinner) {
  static final Glyphs FINE =
      new Glyphs(
          "▸",
          "•",
          "•",
          "─",
          "…",
          "✓",
          "!",
          "✗",
          "→",
          "↑↓",
          "←→",
          "·",
          List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"));

  static final Glyphs ASCII =
      new Glyphs(
          ">",
          "*",
          "*",
          "-",
          "~",
          "+",
          "!",
          "x",
          "->",
          "Up/Down",
          "Left/Right",
          "-",
          List.of("|", "/", "-", "\\"));

  /** By what the environment says of the terminal's character set. */
  static Glyphs of(Map<String, String> environment) {
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        return locale.toUpperCase(java.util.Locale.ROOT).matches(".*UTF-?8.*") ? FINE : ASCII;
      }
    }
    return ASCII;
  }
}
