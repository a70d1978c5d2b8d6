package com.hypermindlabs.understudy.assistant.knowledge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a document, whatever it was written in. Immutable.
 *
 * @param title what it calls itself; empty when it does not
 * @param headings whether lines that begin with # are headings
 * @param parts in order
 */
record DocumentText(String title, boolean headings, List<Part> parts) {
  DocumentText {
    parts = List.copyOf(parts);
  }

  /**
   * A part that readers know by a place, as a page.
   *
   * @param place where no heading tells, as "page 3"; empty when nothing does, null for the line
   * @param text what it says
   */
  record Part(@Nullable String place, String text) {
    /** Without what no database keeps; for text that was unpacked from something else. */
    static Part cleaned(@Nullable String place, String text) {
      StringBuilder kept = new StringBuilder(text.length());
      text.codePoints()
          .filter(point -> point != 0)
          .map(point -> Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
          .forEach(kept::appendCodePoint);
      return new Part(place, kept.toString());
    }
  }
}
