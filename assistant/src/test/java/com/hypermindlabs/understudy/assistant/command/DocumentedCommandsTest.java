package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Every command that a document shows is one that the program takes. */
class DocumentedCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("\\./understudy ([^`\\n;|>]+)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  static Stream<String> commands() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("config.empty.json"))) {
      root = root.getParent();
    }
    List<Path> documents;
    try (Stream<Path> files = Files.list(root.resolve("docs"))) {
      documents =
          Stream.concat(Stream.of(root.resolve("README.md")), files)
              .filter(file -> file.toString().endsWith(".md"))
              .toList();
    }
    StringBuilder text = new StringBuilder();
    for (Path document : documents) {
      text.append(Files.readString(document)).append('\n');
    }
    List<String> commands =
        COMMAND.matcher(text).results().map(found -> found.group(1).strip()).distinct().toList();
    assertThat(commands).contains("demo", "provision", "status", "smoke");
    return commands.stream().filter(command -> !command.equals("--help"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theProgramTakesIt(String command) {
    assertThat(parse(command).hasSubcommand()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status --no-such-option", "no-such-command", "failover --reason"})
  void whatItDoesNotTakeIsFound(String command) {
    assertThatThrownBy(() -> parse(command)).isInstanceOf(ParameterException.class);
  }

  /** Reads the command line as ever; nothing is done. */
  private static ParseResult parse(String command) {
    String[] words =
        WORD.matcher(command)
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .toArray(String[]::new);
    return CommandTree.root().parseArgs(words);
  }
}
