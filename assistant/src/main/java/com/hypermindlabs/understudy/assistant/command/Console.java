package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.ProcessEnvironment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of the world around the process.
 *
 * @param out standard output: results, and nothing but one object a line with {@code --json}
 * @param err standard error: everything else
 * @param terminal whether a person looks at standard output
 * @param environment the variables of the process; never printed
 * @param in standard input
 */
public record Console(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Map<String, String> environment,
    InputStream in) {
  /** Copies the environment. */
  public Console {
    environment = Map.copyOf(environment);
  }

  /** With the standard input of the process. */
  public Console(
      PrintWriter out, PrintWriter err, boolean terminal, Map<String, String> environment) {
    this(out, err, terminal, environment, System.in);
  }

  /** The process's own. */
  public static Console ofProcess() {
    return new Console(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        isTerminal(),
        ProcessEnvironment.read());
  }

  /** Whether colours are wanted, as far as the environment says. */
  boolean colours() {
    return movable() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Whether the cursor of the terminal can be moved. */
  boolean movable() {
    return terminal && !"dumb".equals(environment.get("TERM"));
  }

  /** The streams and nothing else: the environment may hold secrets. */
  @Override
  public String toString() {
    return "Console[terminal=" + terminal + "]";
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  // Null on 17 and 21; what newer ones answer instead is asked whether it is a terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.@Nullable Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(java.io.Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
