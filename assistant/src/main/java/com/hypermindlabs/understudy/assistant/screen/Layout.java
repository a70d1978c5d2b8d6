package com.hypermindlabs.understudy.assistant.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * The one arrangement of all pages: a bar with title and step, an explanation, the body, a rule,
 * two lines of help, a bar with the keys. A body that is too long scrolls so that the focus is
 * seen.
 *
 * @param glyphs the signs that the terminal can show
 */
record Layout(Glyphs glyphs) {
  /** Longer lines are hard to read. */
  static final int WIDEST = 100;

  private static final String NAME = "Understudy setup";
  private static final Size LEAST = new Size(60, 16);
  private static final int MARGIN = 2;
  private static final int HELP_ROWS = 2;
  private static final int TOP = 4;
  private static final int BOTTOM = HELP_ROWS + 2;

  /** The cells of a line of the body. */
  int bodyWidth(Size size) {
    return Math.min(size.columns(), WIDEST) - 2 * MARGIN;
  }

  /** The lines of the body that are seen at once. */
  int bodyHeight(Size size) {
    return Math.max(1, size.rows() - TOP - BOTTOM);
  }

  Picture draw(Size size, Content content, String step) {
    Picture picture = new Picture(size);
    if (size.columns() < LEAST.columns() || size.rows() < LEAST.rows()) {
      String wish = "Make the window larger: " + LEAST.columns() + " x " + LEAST.rows();
      return picture.put(0, Line.of(wish), Style.PLAIN);
    }
    int left = (size.columns() - Math.min(size.columns(), WIDEST)) / 2 + MARGIN;
    int width = bodyWidth(size);
    picture.put(0, title(size, content.title(), step), Style.BAR);
    picture.put(2, indented(Line.of(content.explanation(), Style.MUTED), left), Style.PLAIN);
    body(picture, content, left);
    int row = size.rows() - BOTTOM;
    picture.put(
        row, indented(Line.of(glyphs.rule().repeat(width), Style.MUTED), left), Style.PLAIN);
    for (String line : help(content.help(), width)) {
      row++;
      picture.put(row, indented(Line.of(line), left), Style.PLAIN);
    }
    picture.put(size.rows() - 1, keys(content.keys(), size.columns()), Style.BAR);
    return picture;
  }

  private Line title(Size size, String title, String step) {
    String right = title + " " + glyphs.between() + " " + step + " ";
    String left = " " + NAME;
    int gap = Math.max(1, size.columns() - Cells.width(left) - Cells.width(right));
    return Line.of(left, Style.BAR).and(" ".repeat(gap) + right, Style.BAR);
  }

  private void body(Picture picture, Content content, int left) {
    int height = Math.max(1, bodyHeight(picture.size()) - content.pinned().size());
    List<Line> body = content.body();
    int under = TOP + Math.min(height, body.size());
    for (Line line : content.pinned()) {
      picture.put(under, indented(line, left), Style.PLAIN);
      under++;
    }
    int first = first(body.size(), height, content.focus());
    for (int i = 0; i < height && first + i < body.size(); i++) {
      picture.put(TOP + i, indented(body.get(first + i), left), Style.PLAIN);
    }
    if (first > 0) {
      picture.put(TOP - 1, indented(more(first, "above"), left), Style.PLAIN);
    }
    int below = body.size() - first - height;
    if (below > 0) {
      // In the last row of the body; what was there counts as below as well.
      picture.put(TOP + height - 1, indented(more(below + 1, "below"), left), Style.PLAIN);
    }
  }

  private Line more(int lines, String where) {
    return Line.of("  " + glyphs.cut() + " " + lines + " more " + where, Style.MUTED);
  }

  private static int first(int lines, int height, int focus) {
    if (lines <= height) {
      return 0;
    }
    int wanted = focus - height / 2;
    return Math.max(0, Math.min(wanted, lines - height));
  }

  private List<String> help(List<String> help, int width) {
    List<String> lines = new ArrayList<>();
    for (String one : help.stream().filter(one -> !one.isEmpty()).toList()) {
      lines.addAll(Cells.wrapped(Cells.harmless(one), width));
    }
    if (lines.size() > HELP_ROWS) {
      String last = lines.get(HELP_ROWS - 1) + " " + glyphs.cut();
      lines.set(HELP_ROWS - 1, Cells.fit(last, width, glyphs.cut()));
    }
    return lines.subList(0, Math.min(HELP_ROWS, lines.size()));
  }

  /** As many as there is room for. */
  private static Line keys(List<String> keys, int columns) {
    StringBuilder line = new StringBuilder();
    for (String key : keys) {
      String next = line.isEmpty() ? " " + key : "   " + key;
      if (Cells.width(line + next) < columns) {
        line.append(next);
      }
    }
    return Line.of(line.toString(), Style.BAR);
  }

  private static Line indented(Line line, int cells) {
    Line moved = Line.of(" ".repeat(cells));
    for (Line.Span span : line.spans()) {
      moved = moved.and(span.text(), span.style());
    }
    return line.cursor() < 0 ? moved : moved.cursorAt(line.cursor() + cells);
  }
}
