package com.hypermindlabs.understudy.assistant.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a page. Immutable.
 *
 * @param spans from left to right
 * @param cursor the cell of the cursor; -1 for none
 */
record Line(List<Span> spans, int cursor) {
  static final Line EMPTY = new Line(List.of(), -1);

  /** A piece of text of one style. */
  record Span(String text, Style style) {}

  Line {
    spans = List.copyOf(spans);
  }

  static Line of(String text) {
    return of(text, Style.PLAIN);
  }

  static Line of(String text, Style style) {
    return new Line(List.of(new Span(text, style)), -1);
  }

  /** The same and more to the right. */
  Line and(String text, Style style) {
    List<Span> more = new ArrayList<>(spans);
    more.add(new Span(text, style));
    return new Line(more, cursor);
  }

  /** The same with the cursor in that cell. */
  Line cursorAt(int cell) {
    return new Line(spans, cell);
  }

  /** A text in lines of at most that many cells, all of them indented. */
  static List<Line> paragraph(String text, int indent, int cells, Style style) {
    String clean = Cells.harmless(text);
    int room = Math.max(1, cells - indent);
    // What fits keeps its blanks: it may be a row of a table.
    List<String> parts = Cells.width(clean) <= room ? List.of(clean) : Cells.wrapped(clean, room);
    return parts.stream().map(part -> of(" ".repeat(indent) + part, style)).toList();
  }
}
