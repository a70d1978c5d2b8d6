package com.hypermindlabs.understudy.assistant.terminal;

import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** A person's terminal: lines are edited, recalled and completed. */
public final class Screen implements Entrance.Asker, AutoCloseable {
  private final Terminal terminal;
  private final Window window;
  private final LineReader reader;
  private final boolean colours;

  private Screen(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.window = new Window(terminal);
    terminal.handle(Terminal.Signal.WINCH, signal -> window.change());
    this.colours = colours;
    DefaultParser plain = new DefaultParser();
    // A message is prose: its quotes and backslashes mean themselves.
    plain.setEscapeChars(new char[0]);
    plain.setQuoteChars(new char[0]);
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(plain)
            .completer(new StringsCompleter(SlashCommands.NAMES))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
            .build();
  }

  /** The terminal of the process, put back as it was when this is closed. */
  public static Screen open(boolean colours) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .exec(true)
            .jni(false)
            .ffm(false)
            // Left open, it asks the terminal what it can do, and an answer that comes late is read
            // as what the person typed.
            .graphemeCluster(false)
            .signalHandler(Terminal.SignalHandler.SIG_IGN)
            .build();
    return new Screen(terminal, colours);
  }

  Terminal terminal() {
    return terminal;
  }

  /** A reply that is about to be shown. */
  LiveReply reply() {
    return new LiveReply(terminal, window, colours);
  }

  /** Ctrl-C ends the program, as long as nothing is asked. */
  public void leaveAtInterrupt() {
    terminal.handle(
        Terminal.Signal.INT,
        signal -> {
          // Its hooks close what is open, the terminal's own settings included.
          Thread leaving = new Thread(() -> System.exit(0), "leave");
          leaving.setDaemon(true);
          leaving.start();
        });
  }

  /** Ctrl-C does nothing, as long as nothing is asked. */
  public void ignoreInterrupt() {
    terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_IGN);
  }

  /** Lets earlier lines be recalled. */
  void recall(List<String> lines) {
    lines.forEach(reader.getHistory()::add);
  }

  @Override
  public String line(String prompt) throws LeftException {
    return read(prompt, null);
  }

  @Override
  public String masked(String prompt) throws LeftException {
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      return read(prompt, '*');
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private String read(String prompt, @Nullable Character mask) throws LeftException {
    try {
      return mask == null ? reader.readLine(prompt) : reader.readLine(prompt, mask);
    } catch (UserInterruptException | EndOfFileException e) {
      throw new LeftException();
    } catch (IOError e) {
      if (interrupted(e)) {
        throw new LeftException();
      }
      throw e;
    }
  }

  /**
   * Whether a Ctrl-C at the prompt has met the program {@code stty} as well, which the reader runs
   * to ask for the window's size: the terminal sends the signal to both.
   */
  static boolean interrupted(IOError e) {
    return String.valueOf(e.getMessage()).endsWith("signal: 2");
  }

  /** A line above the prompt, if there is one. */
  @Override
  public void say(String line) {
    String fitting =
        Wrapping.toFit(line, window.size().getColumns()).stream()
            .map(AttributedString::toString)
            .collect(Collectors.joining(System.lineSeparator()));
    if (reader.isReading()) {
      reader.printAbove(fitting);
    } else {
      terminal.writer().println(fitting);
      terminal.flush();
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
