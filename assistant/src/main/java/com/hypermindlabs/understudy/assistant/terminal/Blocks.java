package com.hypermindlabs.understudy.assistant.terminal;

/** Tells how far a piece of Markdown that is still being written cannot change any more. Pure. */
final class Blocks {
  private static final int MOST = 8000;

  private Blocks() {}

  /** The place after the last empty line outside a block of code; 0 when there is none. */
  static int finished(CharSequence markdown) {
    String text = markdown.toString();
    boolean fenced = false;
    int finished = 0;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        break;
      }
      String line = text.substring(from, end).strip();
      if (line.startsWith("```") || line.startsWith("~~~")) {
        fenced = !fenced;
        finished = fenced ? finished : end + 1;
      } else if (line.isEmpty() && !fenced && end > 0 && !inList(text, end + 1)) {
        finished = end + 1;
      }
      from = end + 1;
    }
    // A block without an end is not kept for ever.
    return finished == 0 && text.length() > MOST && !fenced ? text.lastIndexOf('\n') + 1 : finished;
  }

  /** Whether what follows may go on with the item of a list before, as far as it is known. */
  private static boolean inList(String text, int next) {
    if (next >= text.length()) {
      return true;
    }
    String rest = text.substring(next);
    return rest.startsWith(" ") || rest.matches("(?s)([-*+]|\\d{1,9}[.)])(\\s.*)?");
  }
}
