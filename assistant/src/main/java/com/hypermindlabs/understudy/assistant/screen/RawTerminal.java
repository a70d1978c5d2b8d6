package com.hypermindlabs.understudy.assistant.screen;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.UnixTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lanterna's terminal of Unix, where it does not do quite what is wanted. */
final class RawTerminal extends UnixTerminal {
  RawTerminal(InputStream in, OutputStream out) throws IOException {
    super(in, out, StandardCharsets.UTF_8, CtrlCBehaviour.TRAP);
  }

  /** All of them off: suspending would leave the shell a terminal without echo. */
  @Override
  protected void keyStrokeSignalsEnabled(boolean enabled) throws IOException {
    // What was on before comes back with the saved settings; more must not.
    if (!enabled) {
      runSTTYCommand("-isig");
    }
  }

  /** By stty: the answer of the terminal itself would come between the keys. */
  @Override
  protected TerminalSize findTerminalSize() throws IOException {
    String[] size = runSTTYCommand("size").strip().split("\\s+", -1);
    try {
      int rows = Integer.parseInt(size[0]);
      int columns = Integer.parseInt(size[1]);
      return new TerminalSize(columns > 0 ? columns : 80, rows > 0 ? rows : 24);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new TerminalSize(80, 24);
    }
  }

  /** As a whole: signs beyond the first plane are two chars, and one alone is nothing. */
  @Override
  public void putString(String text) throws IOException {
    writeToTerminal(text.getBytes(StandardCharsets.UTF_8));
  }
}
