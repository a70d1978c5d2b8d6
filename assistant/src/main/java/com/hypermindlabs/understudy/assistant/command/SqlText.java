package com.hypermindlabs.understudy.assistant.command;

/** Statements as they are printed for running them by hand. */
final class SqlText {
  private SqlText() {}

  /** Statements that belong into one transaction. */
  static String transaction(String statements) {
    return "BEGIN;\n" + statements.stripTrailing() + "\nCOMMIT;\n";
  }
}
