package com.hypermindlabs.understudy.assistant.command;

import java.io.PrintWriter;

/** Draws over what was drawn before, where a person looks at a terminal. */
final class Redrawing {
  private static final String CLEAR = "\u001b[2J\u001b[H";
  private static final String HOME = "\u001b[H";
  private static final String ERASE_BELOW = "\u001b[J";

  private final PrintWriter out;
  private final boolean json;
  private final boolean inPlace;
  private boolean drawn;

  Redrawing(Invocation invocation) {
    this.out = invocation.console().out();
    this.json = invocation.json();
    this.inPlace = !json && invocation.console().movable();
  }

  /** Before each drawing. */
  void begin() {
    if (inPlace) {
      // Erased as a whole: a line may have been longer before.
      out.print(drawn ? HOME + ERASE_BELOW : CLEAR);
    } else if (drawn && !json) {
      out.println();
    }
    drawn = true;
  }

  /** After each drawing. */
  void end() {
    out.flush();
  }
}
