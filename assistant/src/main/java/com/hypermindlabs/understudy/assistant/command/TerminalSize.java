package com.hypermindlabs.understudy.assistant.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How large the terminal is, by {@code stty}, which every POSIX system has. */
final class TerminalSize {
  private static final long PATIENCE_SECONDS = 2;

  private TerminalSize() {}

  /** Whether pictures of this size can be painted in place; no when it cannot be told. */
  static boolean fits(Console console, int columns, int rows) {
    if (!console.terminal() || "dumb".equals(console.environment().get("TERM"))) {
      return false;
    }
    String[] size = ask().strip().split(" ", 2);
    try {
      return size.length == 2
          && Integer.parseInt(size[0]) >= rows
          && Integer.parseInt(size[1]) >= columns;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      try {
        if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return "";
        }
        return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
