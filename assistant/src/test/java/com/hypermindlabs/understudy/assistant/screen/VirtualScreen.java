package com.hypermindlabs.understudy.assistant.screen;

import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import com.hypermindlabs.understudy.assistant.setup.SetupFront.End;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A terminal in memory with setup on it, for a test that types and looks. */
final class VirtualScreen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DefaultVirtualTerminal terminal;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final LanternaSurface surface;

  VirtualScreen(SetupSession session, SetupWork work, int columns, int rows, Glyphs glyphs) {
    terminal = new DefaultVirtualTerminal(new TerminalSize(columns, rows));
    try {
      surface = LanternaSurface.on(terminal, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                end.complete(new ScreenFront(surface, glyphs).run(session, work));
              } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  VirtualScreen type(String text) {
    text.chars().forEach(one -> terminal.addInput(new KeyStroke((char) one, false, false)));
    return this;
  }

  VirtualScreen ctrl(char letter) {
    terminal.addInput(new KeyStroke(letter, true, false));
    return this;
  }

  VirtualScreen press(KeyType... keys) {
    for (KeyType key : keys) {
      terminal.addInput(new KeyStroke(key));
    }
    return this;
  }

  VirtualScreen resize(int columns, int rows) {
    terminal.setTerminalSize(new TerminalSize(columns, rows));
    return this;
  }

  /** Waits until the words are somewhere on the screen. */
  VirtualScreen see(String... words) {
    await("the words " + List.of(words) + " on\n" + text())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> List.of(words).stream().allMatch(text()::contains));
    return this;
  }

  /** The rows without the blanks at their ends. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    TerminalSize size = terminal.getTerminalSize();
    synchronized (terminal) {
      for (int row = 0; row < size.getRows(); row++) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < size.getColumns(); ) {
          TextCharacter sign = terminal.getCharacter(column, row);
          line.append(sign.getCharacterString());
          column += sign.isDoubleWidth() ? 2 : 1;
        }
        rows.add(line.toString().stripTrailing());
      }
    }
    return rows;
  }

  String text() {
    return String.join("\n", rows());
  }

  /** The column of the cursor. */
  int cursor() {
    return terminal.getCursorPosition().getColumn();
  }

  /** How setup ended. */
  End end() {
    try {
      return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no end; on the screen was\n" + text(), e);
    }
  }

  @Override
  public void close() {
    ctrl('c');
    end();
  }
}
