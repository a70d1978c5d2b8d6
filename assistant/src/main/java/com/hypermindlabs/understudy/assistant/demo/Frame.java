package com.hypermindlabs.understudy.assistant.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One picture of the screen. Pure; no line is wider than 79 columns.
 *
 * @param seconds since the beginning
 * @param scenery the two servers; null before they are up
 * @param lines what has happened
 * @param doing what is under way; empty for nothing
 */
record Frame(double seconds, @Nullable Scenery scenery, List<Line> lines, String doing) {
  /** What is left of 79 columns beside tick and time. */
  private static final int TEXT_WIDTH = 65;

  private static final String INDENT = "   ";
  private static final String SPINNER = "|/-\\";

  Frame {
    lines = List.copyOf(lines);
  }

  /** Something that happened, and when. */
  record Line(double seconds, String text) {}

  /** The two servers as they are now. */
  record Scenery(
      String version,
      String primaryEndpoint,
      String fallbackEndpoint,
      Stage.Sight sight,
      String bars) {}

  /** From top to bottom. */
  List<String> paint(Style style) {
    List<String> picture = new ArrayList<>();
    picture.add(title(style));
    picture.add("");
    if (scenery != null) {
      paint(scenery, style, picture);
    }
    for (Line line : lines) {
      picture.add(
          INDENT + style.tick() + " " + style.dim(time(line.seconds())) + "  " + cut(line.text()));
    }
    if (!doing.isEmpty()) {
      char turn = SPINNER.charAt((int) (seconds * 10) % SPINNER.length());
      picture.add(INDENT + style.dim(turn + " " + time(seconds) + "  " + cut(doing)));
    }
    return picture;
  }

  private String title(Style style) {
    String version = scenery == null ? "" : "PostgreSQL " + scenery.version();
    return INDENT
        + style.bold("understudy demo")
        + style.dim(String.format(Locale.ROOT, "%51s %8s", version, time(seconds)));
  }

  private static void paint(Scenery scenery, Style style, List<String> picture) {
    Stage.Sight sight = scenery.sight();
    boolean onFallback = sight.onFallback();
    String primary = String.format(Locale.ROOT, "%-17s", primary(sight.primary()));
    String painted =
        switch (sight.primary()) {
          case SERVING -> style.green(primary);
          case KILLED -> style.red(primary);
          case BACK -> style.dim(primary);
        };
    String fallback = String.format(Locale.ROOT, "%-17s", onFallback ? "serving" : "mirrored");
    picture.add(
        server("4 writers", !onFallback, "primary ", scenery.primaryEndpoint(), style)
            + painted
            + writes(sight.byPrimary()));
    picture.add(
        server("         ", onFallback, "fallback", scenery.fallbackEndpoint(), style)
            + (onFallback ? style.yellow(fallback) : style.dim(fallback))
            + writes(sight.byFallback()));
    String mode = sight.mode().json();
    String shown = String.format(Locale.ROOT, "mode %-9s epoch %d", mode, sight.epoch());
    picture.add(
        INDENT + (onFallback ? style.yellow(shown) : style.green(shown)) + "   " + scenery.bars());
    picture.add("");
  }

  private static String primary(Stage.Primary primary) {
    return switch (primary) {
      case SERVING -> "serving";
      case KILLED -> "killed";
      case BACK -> "back";
    };
  }

  private static String server(
      String from, boolean active, String name, String endpoint, Style style) {
    return INDENT
        + from
        + " "
        + style.line(active)
        + " "
        + (active ? style.bold(name) : name)
        + String.format(Locale.ROOT, "  %-17s", endpoint);
  }

  private static String writes(long count) {
    return String.format(Locale.ROOT, "%,9d writes", count);
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, "%5.1f s", seconds);
  }

  private static String cut(String text) {
    return text.length() <= TEXT_WIDTH ? text : text.substring(0, TEXT_WIDTH);
  }
}
