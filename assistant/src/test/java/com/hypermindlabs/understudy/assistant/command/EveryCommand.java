package com.hypermindlabs.understudy.assistant.command;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A process that runs every command of the program, one after the other, as {@code Main} would; a
 * process for each would take minutes. Nothing can be typed in. After each it says on standard
 * error how that went: {@code ran NAME: EXIT CODE}.
 */
final class EveryCommand {
  /** Those that take long or whose work is over only when somebody says so; tests run them. */
  static final List<String> APART = List.of("demo", "fallback destroy", "serve");

  /** What is printed, and where. */
  enum Manner {
    /** Results as text; on standard error what is always said. */
    PLAIN(List.of()),

    /** Results as JSON; on standard error the details too. */
    DETAILED(List.of("--json", "--verbose"));

    @SuppressWarnings("ImmutableEnumChecker") // the list cannot be changed
    private final List<String> options;

    Manner(List<String> options) {
      this.options = options;
    }
  }

  private static final Map<String, List<String>> ARGUMENTS =
      Map.of(
          "member add", List.of("Traced", "--login", "traced"),
          "member password", List.of("traced", "--password-stdin"),
          "knowledge delete", List.of("notes/none.md"),
          "knowledge domain", List.of("notes"),
          "knowledge add", List.of("notes/one.md"),
          "knowledge import", List.of("notes"),
          "knowledge search", List.of("anything"));

  /** In this order, after all others. */
  private static final List<String> LAST = List.of("failover", "return", "fallback stop");

  private EveryCommand() {}

  /** Arguments: the manners, with commas, and words for every command. */
  public static void main(String[] arguments) {
    System.setIn(InputStream.nullInputStream());
    List<Manner> manners = Arrays.stream(arguments[0].split(",", -1)).map(Manner::valueOf).toList();
    List<String> everywhere = List.of(arguments).subList(1, arguments.length);
    for (String name : names()) {
      for (Manner manner : manners) {
        List<String> words = new ArrayList<>(List.of(name.split(" ", -1)));
        words.addAll(ARGUMENTS.getOrDefault(name, List.of()));
        words.addAll(manner.options);
        words.addAll(everywhere);
        int code = Program.run(Console.ofProcess(), () -> {}, words.toArray(String[]::new));
        System.err.println("ran " + name + ": " + code);
      }
    }
  }

  /** What is run, in order. */
  static List<String> names() {
    return CommandTree.names().stream()
        .filter(name -> !APART.contains(name))
        .sorted(Comparator.comparing(LAST::indexOf))
        .toList();
  }
}
