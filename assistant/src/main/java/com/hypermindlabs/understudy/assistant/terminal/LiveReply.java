package com.hypermindlabs.understudy.assistant.terminal;

import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * A reply on the screen while it is being written: what is finished scrolls away as it should look,
 * the block that is still being written is drawn anew with each word. Guarded by its own lock.
 */
final class LiveReply {
  private static final long REDRAW_NANOS = 50_000_000;

  private final Terminal terminal;
  private final Window window;
  private final boolean colours;
  private final StringBuilder unfinished = new StringBuilder();
  private int drawn;
  private long drawnAt;
  private boolean anything;

  LiveReply(Terminal terminal, Window window, boolean colours) {
    this.terminal = terminal;
    this.window = window;
    window.change();
    this.colours = colours;
  }

  /** More of it. */
  synchronized void more(String text) {
    unfinished.append(text);
    int end = Blocks.finished(unfinished);
    if (end > 0) {
      String finished = unfinished.substring(0, end);
      unfinished.delete(0, end);
      erase();
      settle(finished);
      draw();
    } else if (System.nanoTime() - drawnAt > REDRAW_NANOS) {
      erase();
      draw();
    }
  }

  /** Something beside it, on a line of its own above what is still being written. */
  synchronized void above(String line) {
    erase();
    Wrapping.toFit(line, window.size().getColumns()).forEach(this::println);
    draw();
  }

  /** Nothing more comes. */
  synchronized void end() {
    erase();
    settle(unfinished.toString());
    unfinished.setLength(0);
    terminal.flush();
  }

  /** It begins again. */
  synchronized void again() {
    erase();
    unfinished.setLength(0);
    terminal.flush();
  }

  /** Whether nothing of it was ever shown for good. */
  synchronized boolean empty() {
    return !anything;
  }

  private void settle(String markdown) {
    List<AttributedString> lines = Markdown.lines(markdown, width());
    if (!lines.isEmpty()) {
      lines.forEach(this::println);
      println(AttributedString.EMPTY);
      anything = true;
    }
  }

  private void draw() {
    List<AttributedString> lines = Markdown.lines(unfinished.toString(), width());
    int room = Math.max(1, window.size().getRows() - 2);
    List<AttributedString> shown = lines.subList(Math.max(0, lines.size() - room), lines.size());
    shown.forEach(this::println);
    drawn = shown.size();
    drawnAt = System.nanoTime();
    terminal.flush();
  }

  /** Up over the lines of the unfinished block, and clear to the end of the screen. */
  private void erase() {
    if (drawn > 0) {
      terminal.writer().print("\r\u001b[" + drawn + "A\u001b[J");
      drawn = 0;
    }
  }

  private void println(AttributedString line) {
    terminal.writer().println(colours ? line.toAnsi(terminal) : line.toString());
  }

  private int width() {
    return window.size().getColumns() - 1;
  }
}
