package com.hypermindlabs.understudy.assistant.screen;

import java.util.List;

/** A text as it is typed, with a cursor that moves over whole signs. Not thread-safe. */
final class TextField {
  private String text;
  private int cursor;

  TextField(String text) {
    this.text = text;
    this.cursor = text.length();
  }

  String text() {
    return text;
  }

  /** Replaces everything. */
  void set(String other) {
    text = other;
    cursor = other.length();
  }

  /** Whether the key was one of editing; the text may be the same after it. */
  boolean handle(Key key) {
    switch (key.kind()) {
      case CHARACTER -> insert(key.text());
      case LEFT -> cursor -= before();
      case RIGHT -> cursor += after();
      case HOME -> cursor = 0;
      case END -> cursor = text.length();
      case BACKSPACE -> {
        int length = before();
        text = text.substring(0, cursor - length) + text.substring(cursor);
        cursor -= length;
      }
      case DELETE -> text = text.substring(0, cursor) + text.substring(cursor + after());
      case CTRL -> {
        return control(key.text());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean control(String letter) {
    switch (letter) {
      case "u" -> {
        text = text.substring(cursor);
        cursor = 0;
      }
      case "k" -> text = text.substring(0, cursor);
      case "a" -> cursor = 0;
      case "e" -> cursor = text.length();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void insert(String more) {
    text = text.substring(0, cursor) + more + text.substring(cursor);
    cursor += more.length();
  }

  private int before() {
    List<String> clusters = Cells.clusters(text.substring(0, cursor));
    return clusters.isEmpty() ? 0 : clusters.get(clusters.size() - 1).length();
  }

  private int after() {
    List<String> clusters = Cells.clusters(text.substring(cursor));
    return clusters.isEmpty() ? 0 : clusters.get(0).length();
  }

  /**
   * What is seen of it in a field of that many cells: the part around the cursor.
   *
   * @param mask stands for each sign; empty to show the text itself
   */
  Window window(int cells, String mask, String cut) {
    List<String> signs = Cells.clusters(Cells.harmless(text));
    int at = Cells.clusters(Cells.harmless(text.substring(0, cursor))).size();
    if (!mask.isEmpty()) {
      signs = signs.stream().map(sign -> mask).toList();
    }
    int first = 0;
    // One cell stays free for the cursor behind the last sign.
    while (width(signs, first, at) + 1 > cells - (first > 0 ? 1 : 0) && first < at) {
      first++;
    }
    String lead = first > 0 ? cut : "";
    String rest = String.join("", signs.subList(first, signs.size()));
    String seen = lead + Cells.fit(rest, cells - lead.length(), cut);
    return new Window(seen, lead.length() + width(signs, first, at));
  }

  /**
   * The visible part.
   *
   * @param text of it
   * @param cursor in cells from its left edge
   */
  record Window(String text, int cursor) {}

  private static int width(List<String> signs, int from, int to) {
    return signs.subList(from, to).stream().mapToInt(Cells::ofCluster).sum();
  }
}
