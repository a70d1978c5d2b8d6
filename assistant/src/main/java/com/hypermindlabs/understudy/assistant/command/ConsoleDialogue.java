package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.lines.Dialogue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue with whoever is at the terminal, or at the other end of a pipe. What is typed into a
 * secret's field at a terminal is not echoed.
 */
final class ConsoleDialogue implements Dialogue {
  private final Console console;
  private final PrintWriter out;
  private final BufferedReader in;

  /**
   * Reads nothing yet.
   *
   * @param json whether standard output is kept for the result
   */
  ConsoleDialogue(Console console, boolean json, BufferedReader in) {
    this.console = console;
    this.out = json ? console.err() : console.out();
    this.in = in;
  }

  /** Standard input by lines. */
  static BufferedReader standardInput(Console console) {
    return new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
  }

  @Override
  public void say(String line) {
    out.println(line);
  }

  @Override
  public @Nullable String ask(String prompt) {
    prompt(prompt);
    return line();
  }

  @Override
  public @Nullable String askSecretly(String prompt) {
    java.io.@Nullable Console terminal = console.terminal() ? terminal() : null;
    prompt(prompt);
    if (terminal == null) {
      return line();
    }
    char @Nullable [] typed = terminal.readPassword();
    if (typed == null) {
      return null;
    }
    String secret = new String(typed);
    Arrays.fill(typed, ' ');
    return secret;
  }

  private void prompt(String prompt) {
    out.print(prompt);
    out.flush();
  }

  private @Nullable String line() {
    try {
      @Nullable String line = in.readLine();
      if (!console.terminal()) {
        // Nobody's Enter has ended the line of the prompt.
        out.println();
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("read standard input", e);
    }
  }

  @SuppressWarnings("SystemConsoleNull") // null on 17 and 21 where there is no terminal
  private static java.io.@Nullable Console terminal() {
    return System.console();
  }
}
