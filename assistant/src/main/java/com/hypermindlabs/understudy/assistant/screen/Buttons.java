package com.hypermindlabs.understudy.assistant.screen;

import java.util.List;

/** Some buttons in a row, one of which Enter would press. Not thread-safe. */
final class Buttons {
  private static final String GAP = "  ";

  private final List<Button> all;
  private int at;

  /**
   * One of them.
   *
   * @param label a word or two
   * @param action what pressing it does
   */
  record Button(String label, Runnable action) {}

  Buttons(Button... all) {
    this.all = List.of(all);
  }

  /** Whether the key was for them. */
  boolean handle(Key key) {
    switch (key.kind()) {
      case LEFT, BACK_TAB -> at = Math.max(0, at - 1);
      case RIGHT, TAB -> at = Math.min(all.size() - 1, at + 1);
      case ENTER -> all.get(at).action().run();
      case CHARACTER -> {
        return key.text().equals(" ") && press();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean press() {
    all.get(at).action().run();
    return true;
  }

  /**
   * As a line.
   *
   * @param focused whether they have the focus
   */
  Line line(int indent, boolean focused) {
    Line line = Line.of(" ".repeat(indent));
    for (int i = 0; i < all.size(); i++) {
      String label = "[ " + all.get(i).label() + " ]";
      line = line.and(label, focused && i == at ? Style.PRESSED : Style.PLAIN);
      if (i < all.size() - 1) {
        line = line.and(GAP, Style.PLAIN);
      }
    }
    return line;
  }
}
