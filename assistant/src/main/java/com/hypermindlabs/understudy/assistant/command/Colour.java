package com.hypermindlabs.understudy.assistant.command;

/** Colours of a terminal. */
enum Colour {
  GREEN("\u001b[32m"),
  YELLOW("\u001b[33m"),
  RED("\u001b[31m");

  private static final String RESET = "\u001b[0m";

  private final String code;

  Colour(String code) {
    this.code = code;
  }

  /** The text, in this colour where colours are wanted. */
  String paint(String text, boolean wanted) {
    return wanted ? code + text + RESET : text;
  }
}
