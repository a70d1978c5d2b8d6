package com.hypermindlabs.understudy.assistant.screen;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A terminal in memory with setup on it, for a test that types and looks. */
final class VirtualScreen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DefaultVirtualTerminal terminal;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final LanternaSurface surface;

  VirtualScreen(SetupSession session, SetupWork work, int columns, int rows, Glyphs glyphs) {
    terminal = new Keyboard(new TerminalSize(columns, rows));
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

  /** Lets others draw while a key is waited for, which Lanterna's own does not. */
  private static final class Keyboard extends DefaultVirtualTerminal {
    private final BlockingQueue<KeyStroke> strokes = new LinkedBlockingQueue<>();

    Keyboard(TerminalSize size) {
      super(size);
    }

    @Override
    public void addInput(KeyStroke stroke) {
      strokes.add(stroke);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is what it is for
    public KeyStroke readInput() {
      try {
        return strokes.take();
      } catch (InterruptedException e) {
        return new KeyStroke(KeyType.EOF);
      }
    }
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

  /** Waits until the words are somewhere on the screen; blanks in a row count as one. */
  VirtualScreen see(String... words) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(text().replaceAll(" +", " ")).contains(words));
    return this;
  }

  /** Waits until the words are nowhere on the screen. */
  VirtualScreen dontSee(String words) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(text()).doesNotContain(words));
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
