package com.hypermindlabs.understudy.assistant.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The program's commands, to look at; nothing is run. */
final class CommandTree {
  private CommandTree() {}

  /** The whole command line; what it would print goes nowhere. */
  static CommandLine root() {
    Console console =
        new Console(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false,
            Map.of());
    GlobalOptions options = new GlobalOptions();
    Closing closing = new Closing(() -> {});
    return Program.commandLine(
        new Invocation(console, options, closing), options, new Errors(console, options, closing));
  }

  /** The names of all commands that do something, as {@code fallback stop}. */
  static List<String> names() {
    return names("", root()).toList();
  }

  private static Stream<String> names(String prefix, CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().getSubcommands().isEmpty()
                    ? Stream.of(prefix + entry.getKey())
                    : names(prefix + entry.getKey() + " ", entry.getValue()));
  }
}
