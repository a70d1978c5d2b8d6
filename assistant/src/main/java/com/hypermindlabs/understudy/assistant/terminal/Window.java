package com.hypermindlabs.understudy.assistant.terminal;

import java.io.IOError;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large the terminal's window is. Asking runs {@code stty}, which a Ctrl-C of the person ends
 * like any other process in front of the terminal: asked once a reply and after each change, and an
 * answer that does not come leaves the one before. Thread-safe.
 */
final class Window {
  private static final Logger LOG = LoggerFactory.getLogger(Window.class);
  private static final int COLUMNS = 80;
  private static final int ROWS = 24;

  private final Terminal terminal;
  private volatile Size known = Size.of(COLUMNS, ROWS);
  private volatile boolean changed = true;

  Window(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Has the size asked for anew when it is next wanted. */
  void change() {
    changed = true;
  }

  /** Columns and rows, both above 0. */
  Size size() {
    if (changed) {
      changed = false;
      try {
        Size now = terminal.getSize();
        known =
            Size.of(
                now.getColumns() > 0 ? now.getColumns() : COLUMNS,
                now.getRows() > 0 ? now.getRows() : ROWS);
      } catch (IOError e) {
        LOG.debug("ask how large the terminal is", e);
        changed = true;
      }
    }
    return known;
  }
}
