package com.hypermindlabs.understudy.assistant.screen;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A surface on a terminal of Lanterna's. Rows that have not changed are not written again. */
public final class LanternaSurface implements Surface {
  private static final Logger LOG = LoggerFactory.getLogger(LanternaSurface.class);

  private final Terminal terminal;
  private final Paint paint;
  private final BlockingQueue<Key> keys = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Size size;
  private @Nullable Picture shown;

  private LanternaSurface(Terminal terminal, Paint paint) throws IOException {
    this.terminal = terminal;
    this.paint = paint;
    this.size = of(terminal.getTerminalSize());
  }

  /**
   * Takes the terminal of this process.
   *
   * @throws IOException where there is none, or it cannot be set
   */
  public static LanternaSurface ofProcess(boolean colours) throws IOException {
    return on(new RawTerminal(System.in, System.out), colours);
  }

  /** Takes a terminal, which is closed with it. */
  static LanternaSurface on(Terminal terminal, boolean colours) throws IOException {
    LanternaSurface surface = new LanternaSurface(terminal, new Paint(terminal, colours));
    terminal.enterPrivateMode();
    terminal.addResizeListener(
        (which, now) -> {
          surface.size = of(now);
          surface.keys.add(Key.of(Key.Kind.RESIZED));
        });
    Thread reader = new Thread(surface::readKeys, "understudy-keys");
    reader.setDaemon(true);
    reader.start();
    return surface;
  }

  @Override
  public Size size() {
    return size;
  }

  @Override
  public void show(Picture picture) {
    try {
      Picture before = shown;
      boolean anew = before == null || !before.size().equals(picture.size());
      terminal.setCursorVisible(false);
      for (int row = 0; row < picture.size().rows(); row++) {
        if (anew || before == null || !before.row(row).spans().equals(picture.row(row).spans())) {
          paint.row(row, picture.row(row));
        }
      }
      if (picture.cursorRow() >= 0) {
        terminal.setCursorPosition(picture.cursorColumn(), picture.cursorRow());
        terminal.setCursorVisible(true);
      }
      terminal.flush();
      shown = picture;
    } catch (IOException e) {
      throw new UncheckedIOException("draw on the terminal", e);
    }
  }

  /** Writes everything again with the next picture: somebody else has written in between. */
  void forget() {
    shown = null;
  }

  @Override
  public @Nullable Key read(Duration patience) {
    try {
      Key key = keys.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (key != null && (key.kind() == Key.Kind.RESIZED || key.ctrl("l"))) {
        forget();
      }
      return key;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Key.of(Key.Kind.GONE);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        terminal.setCursorVisible(true);
        terminal.resetColorAndSGR();
        terminal.exitPrivateMode();
        terminal.flush();
      } catch (IOException | RuntimeException e) {
        LOG.debug("leave the screen", e);
      }
      try {
        terminal.close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("restore the terminal", e);
      }
    }
  }

  private void readKeys() {
    try {
      while (!closed.get()) {
        KeyStroke stroke = terminal.readInput();
        Key key = stroke == null ? Key.of(Key.Kind.GONE) : of(stroke);
        keys.add(key);
        if (key.kind() == Key.Kind.GONE) {
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("read the keyboard", e);
      keys.add(Key.of(Key.Kind.GONE));
    }
  }

  private static Size of(TerminalSize size) {
    return new Size(size.getColumns(), size.getRows());
  }

  static Key of(KeyStroke stroke) {
    KeyType type = stroke.getKeyType();
    if (type == KeyType.Character) {
      Key.Kind kind =
          stroke.isCtrlDown()
              ? Key.Kind.CTRL
              : stroke.isAltDown() ? Key.Kind.OTHER : Key.Kind.CHARACTER;
      return new Key(kind, String.valueOf(stroke.getCharacter()));
    }
    return Key.of(
        switch (type) {
          case Enter -> Key.Kind.ENTER;
          case Escape -> Key.Kind.ESCAPE;
          case Tab -> Key.Kind.TAB;
          case ReverseTab -> Key.Kind.BACK_TAB;
          case ArrowUp -> Key.Kind.UP;
          case ArrowDown -> Key.Kind.DOWN;
          case ArrowLeft -> Key.Kind.LEFT;
          case ArrowRight -> Key.Kind.RIGHT;
          case Home -> Key.Kind.HOME;
          case End -> Key.Kind.END;
          case PageUp -> Key.Kind.PAGE_UP;
          case PageDown -> Key.Kind.PAGE_DOWN;
          case Backspace -> Key.Kind.BACKSPACE;
          case Delete -> Key.Kind.DELETE;
          case F2 -> Key.Kind.F2;
          case F3 -> Key.Kind.F3;
          case F4 -> Key.Kind.F4;
          case EOF -> Key.Kind.GONE;
          default -> Key.Kind.OTHER;
        });
  }

  /** How styles look. Without colours, bold and reverse have to do. */
  private record Paint(Terminal terminal, boolean colours) {
    void row(int row, Line line) throws IOException {
      terminal.setCursorPosition(0, row);
      for (Line.Span span : line.spans()) {
        terminal.resetColorAndSGR();
        style(span.style());
        terminal.putString(span.text());
      }
      terminal.resetColorAndSGR();
    }

    private void style(Style style) throws IOException {
      switch (style) {
        case PLAIN -> {}
        case BAR, PRESSED -> terminal.enableSGR(SGR.REVERSE);
        case STRONG -> terminal.enableSGR(SGR.BOLD);
        case FIELD -> terminal.enableSGR(SGR.UNDERLINE);
        case MUTED -> colour(TextColor.ANSI.BLACK_BRIGHT);
        case GOOD -> colour(TextColor.ANSI.GREEN);
        case WARN -> colour(TextColor.ANSI.YELLOW);
        case BAD -> {
          terminal.enableSGR(SGR.BOLD);
          colour(TextColor.ANSI.RED);
        }
      }
    }

    private void colour(TextColor colour) throws IOException {
      if (colours) {
        terminal.setForegroundColor(colour);
      }
    }
  }
}
