package com.hypermindlabs.understudy.assistant.screen;

/**
 * A key that was pressed.
 *
 * @param kind which
 * @param text of CHARACTER and CTRL, one UTF-16 unit: a sign beyond comes as two keys
 */
public record Key(Kind kind, String text) {
  /** The keys that setup knows. */
  public enum Kind {
    CHARACTER,
    /** A letter held with Ctrl. */
    CTRL,
    ENTER,
    ESCAPE,
    TAB,
    BACK_TAB,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    HOME,
    END,
    PAGE_UP,
    PAGE_DOWN,
    BACKSPACE,
    DELETE,
    F2,
    F3,
    F4,
    /** The terminal has another size. */
    RESIZED,
    /** The terminal is gone. */
    GONE,
    /** One that means nothing here. */
    OTHER
  }

  /** A key without text. */
  public static Key of(Kind kind) {
    return new Key(kind, "");
  }

  /** Whether it is that letter, held with Ctrl. */
  boolean ctrl(String letter) {
    return kind == Kind.CTRL && text.equals(letter);
  }

  /** Whether it is that character. */
  boolean character(String wanted) {
    return kind == Kind.CHARACTER && text.equalsIgnoreCase(wanted);
  }
}
