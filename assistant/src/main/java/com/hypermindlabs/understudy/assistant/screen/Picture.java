package com.hypermindlabs.understudy.assistant.screen;

import java.util.ArrayList;
import java.util.List;

/** What a terminal is to show: lines of exactly its width. Not thread-safe. */
public final class Picture {
  private static final String CUT = "";

  private final Size size;
  private final List<Line> rows = new ArrayList<>();
  private int cursorColumn = -1;
  private int cursorRow = -1;

  /** Begins empty. */
  Picture(Size size) {
    this.size = size;
    for (int row = 0; row < size.rows(); row++) {
      rows.add(filled(Line.EMPTY, Style.PLAIN));
    }
  }

  /** For terminals of this size. */
  Size size() {
    return size;
  }

  /**
   * Puts a line into a row; what goes beyond the right edge is cut, what is left of the row is
   * filled.
   *
   * @param fill the style of the rest
   */
  Picture put(int row, Line line, Style fill) {
    if (row >= 0 && row < size.rows()) {
      rows.set(row, filled(line, fill));
      if (line.cursor() >= 0) {
        cursorColumn = Math.min(line.cursor(), size.columns() - 1);
        cursorRow = row;
      }
    }
    return this;
  }

  /** The row as it fills the terminal. */
  Line row(int row) {
    return rows.get(row);
  }

  /** Where the cursor is; -1 when it is hidden. */
  int cursorColumn() {
    return cursorColumn;
  }

  /** Where the cursor is; -1 when it is hidden. */
  int cursorRow() {
    return cursorRow;
  }

  private Line filled(Line line, Style fill) {
    Line result = Line.EMPTY;
    int room = size.columns();
    for (Line.Span span : line.spans()) {
      String text = Cells.fit(Cells.harmless(span.text()), room, CUT);
      room -= Cells.width(text);
      if (!text.isEmpty()) {
        result = result.and(text, span.style());
      }
    }
    return room > 0 ? result.and(" ".repeat(room), fill) : result;
  }
}
