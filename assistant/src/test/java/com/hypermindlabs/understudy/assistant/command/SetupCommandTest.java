package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.setup.Catalogue;
import com.hypermindlabs.understudy.assistant.setup.Progress;
import com.hypermindlabs.understudy.assistant.setup.Question;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupCommandTest {
  @TempDir private Path folder;
  private SetupSite site;

  @BeforeEach
  void begin() {
    site = new SetupSite(folder);
  }

  @Test
  void everythingMissingIsNamedAtOnce() {
    Ran ran = site.run(Map.of(), "", "--non-interactive").failsClearly(ExitCode.USAGE);
    assertThat(ran.err())
        .contains("--database-host or POSTGRES_HOST", "--database-name or POSTGRES_DB")
        .contains("--database-user or POSTGRES_USER");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aWrongAnswerIsNamedWithWhatWasGiven() {
    assertThat(
            site.run(Map.of(), "", "--non-interactive", "--database-port", "abc")
                .failsClearly(ExitCode.USAGE)
                .err())
        .containsPattern("--database-port .* \\(given: abc\\)");
  }

  @Test
  void withoutATerminalItEndsAndNamesWhatIsMissing() {
    Ran ran = site.run(Map.of(), "db\n").failsClearly(ExitCode.USAGE);
    assertThat(ran.err()).contains("no terminal", "--database-host", "--owner-login", "--plain");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void everyQuestionIsAnsweredByItsOption() {
    Map<String, String> texts = answers();
    List<String> words = new ArrayList<>(List.of("--non-interactive", "--write-only"));
    StringBuilder input = new StringBuilder();
    for (Question question : Catalogue.fixed()) {
      words.add(question.option());
      if (question.secret()) {
        input.append(texts.get(question.id())).append('\n');
      } else {
        words.add(texts.get(question.id()));
      }
    }
    String key = "UNDERSTUDY_SETUP_API_KEY_WEATHER";
    site.run(Map.of(key, "w"), input.toString(), words.toArray(String[]::new)).exits(0);
    assertAll(texts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_FILE"})
  void everyQuestionIsAnsweredByItsVariable(String ending) throws Exception {
    Map<String, String> texts = answers();
    Map<String, String> environment = new HashMap<>();
    for (Question question : Catalogue.fixed()) {
      String text = texts.get(question.id());
      if (!ending.isEmpty()) {
        Path file = folder.resolve(question.id());
        text = Files.writeString(file, text + "\n").toString();
      }
      environment.put(question.variable() + ending, text);
    }
    environment.put("UNDERSTUDY_SETUP_API_KEY_WEATHER", "w");
    site.run(environment, "", "--non-interactive", "--write-only").exits(0);
    assertAll(texts);
  }

  /** A right answer to each question, each secret a different one. */
  private static Map<String, String> answers() {
    Map<String, String> texts = new HashMap<>();
    int number = 4800;
    for (Question question : Catalogue.fixed()) {
      number++;
      texts.put(
          question.id(),
          switch (question.kind()) {
            case NUMBER -> String.valueOf(number);
            case FLAG -> "true";
            case CHOICE -> question.choices().get(0);
            case LIST -> "weather";
            case SECRET -> "se cret#" + number;
            case TEXT -> text(question.id(), number);
          });
    }
    return texts;
  }

  private static String text(String id, int number) {
    if (id.equals("web.max_upload")) {
      return "30MB";
    }
    boolean address = id.endsWith("url") || id.equals("OLLAMA_HOST");
    return address ? "http://h" + number : id.endsWith("_fallback.host") ? "::1" : "t" + number;
  }

  private void assertAll(Map<String, String> texts) {
    Map<String, String> variables = site.dotEnv();
    for (Question question : Catalogue.fixed()) {
      String wanted = texts.get(question.id());
      if (question.key() == null) {
        continue;
      }
      Object found = at(question.id());
      if (question.secret() || question.id().equals("OLLAMA_HOST")) {
        assertThat(variables).containsEntry(question.variable(), wanted);
        assertThat(found).as(question.id()).isNull();
      } else {
        Object right =
            switch (question.kind()) {
              case NUMBER -> new BigDecimal(wanted);
              case FLAG -> true;
              default -> wanted;
            };
        assertThat(found).as(question.id()).isEqualTo(right);
      }
    }
    assertThat(at("api_keys.weather")).isEqualTo("w");
  }

  private Object at(String path) {
    Object at = site.config();
    for (String name : path.split("\\.", -1)) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  @Test
  void aWrongAnswerIsRefusedByNameAndWritesNothing() {
    Ran ran =
        site.run(
                Map.of("POSTGRES_PORT", "many", "TELEGRAM_BOT_ID", "-1"),
                "",
                "--non-interactive",
                "--inference-url",
                "gpu:99",
                "--web-port",
                "4800")
            .failsClearly(ExitCode.USAGE);
    assertThat(ran.err()).contains("--inference-url ", "TELEGRAM_BOT_ID is too small");
    assertThat(folder).isEmptyDirectory();
    assertThat(site.run(Map.of(), "", "--non-interactive", "--section", "web", "--x", "true"))
        .satisfies(
            other -> assertThat(other.failsClearly(2).err()).contains("--x answers nothing"));
  }

  @ParameterizedTest
  @CsvSource({"http://gpu:1,", ",gpu:2", "http://gpu:1,gpu:2"})
  void aVariableThatMerelyIsThereChangesNoEndpointOfTheFiles(String url, String host) {
    String config = "{\"inference\":{\"chat\":{\"url\":\"" + (url == null ? "" : url) + "\"}}";
    String dotEnv = host == null ? "A=1\n" : "OLLAMA_HOST=" + host + " # ours\n";
    site.write("config.json", config + "}").write(".env", dotEnv);
    site.run(
            Map.of("OLLAMA_HOST", "http://other:1"),
            "",
            "--non-interactive",
            "--write-only",
            "--primary",
            "false",
            "--web-port",
            "4800")
        .exits(0);
    assertThat(site.text("config.json")).isEqualTo(config + ",\"web\":{\"port\":4800}}");
    assertThat(site.text(".env")).isEqualTo(dotEnv);
  }

  @Test
  void aSecondRunWithTheSameAnswersWritesNothing() {
    Map<String, String> environment = Map.of("POSTGRES_PASSWORD", "one");
    site.run(environment, "", SetupSite.PRIMARY).exits(0);
    Ran ran = site.run(environment, "", SetupSite.PRIMARY).exits(0);
    assertThat(ran.err()).contains("nothing to write");
    assertThat(folder.resolve("config.json.bak")).doesNotExist();
  }

  @Test
  void aSecondRunEditsOnePartAndKeepsTheOldFile() {
    site.run(Map.of("POSTGRES_PASSWORD", "one"), "", SetupSite.PRIMARY).exits(0);
    String before = site.text("config.json");
    Ran ran =
        site.run(
                Map.of(),
                "",
                "--non-interactive",
                "--section",
                "web",
                "--web-port",
                "4801",
                "--json",
                "--write-only")
            .exits(0);
    assertThat(site.text("config.json.bak")).isEqualTo(before);
    assertThat(site.dotEnv()).containsEntry("POSTGRES_PASSWORD", "one");
    assertThat(ran.json().at("/changes/0/key").asText()).isEqualTo("web.port");
    assertThat(ran.json().at("/files")).hasSize(1);
  }

  @Test
  void linesAreAskedOverAPipe() {
    Ran ran =
        site.run(
            Map.of(), lines("", "4x", "0", "", "n", "n", "y", "n"), "--plain", "--section", "web");
    assertThat(ran.out()).contains("Port [", "is not a whole number", "web.port: (none) -> 0");
    assertThat(ran.code()).as("%s", ran).isZero();
    assertThat(at("web.port")).isEqualTo(new BigDecimal(0));
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  @Test
  void inputThatEndsEarlyWritesNothingButTheProgressWithoutSecrets() {
    Ran ran =
        site.run(
            Map.of(),
            lines("", "db.example", "", "shop", "clerk", "hidden-word"),
            "--plain",
            "--section",
            "database");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(site.text("config.json") + site.text(".env")).isEmpty();
    assertThat(ran.toString()).doesNotContain("hidden-word");
    assertThat(site.text("state/" + Progress.NAME)).contains("db.example", "shop");
    assertThat(site.text("state/" + Progress.NAME)).doesNotContain("hidden-word");
    Ran next = site.run(Map.of(), lines("y", ""), "--plain", "--section", "database");
    assertThat(next.out()).contains("Go on with the answers", "Host [db.example]");
  }
}
