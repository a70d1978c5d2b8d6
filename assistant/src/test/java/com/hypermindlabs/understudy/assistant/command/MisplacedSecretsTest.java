package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.settings.AssistantKeys;
import com.hypermindlabs.understudy.assistant.setup.Catalogue;
import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.config.LibraryKeys;
import com.hypermindlabs.understudy.config.SettingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that was given where none belongs is not repeated in what is said about it. */
class MisplacedSecretsTest {
  private static final String SECRET = "S3kretX";
  private static final String LOGIN = "postgres://u:S3kretX@h/d";

  @TempDir private Path folder;
  private SetupSite site;

  @BeforeEach
  void begin() {
    site = new SetupSite(folder);
  }

  private static Stream<SettingKey<?>> shownKeys() {
    return Stream.concat(LibraryKeys.all().stream(), AssistantKeys.all().stream())
        .filter(key -> !key.secret());
  }

  private static void assertHidden(Ran ran) {
    assertThat(ran.out() + ran.err()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LOGIN,
        "http://u:S3kretX@h",
        "http://h/?key=S3kretX",
        "123456:AAFS3kretX",
        "jdbc:postgresql://h/d?user=u&password=S3kretX",
        "host=h token=S3kretX"
      })
  void noVariableOfASettingGivesAwayWhatIsInIt(String value) {
    Map<String, String> environment = new HashMap<>();
    shownKeys()
        .filter(key -> key.variable() != null)
        .filter(key -> !key.type().name().equals("text") || value.equals(LOGIN))
        .forEach(key -> environment.put(String.valueOf(key.variable()), value));
    for (String json : List.of("--json", "--no-color")) {
      assertHidden(site.run(environment, "", "--non-interactive", json).exits(ExitCode.USAGE));
      assertHidden(
          Ran.fed("", environment, "doctor", "--state-dir", folder.resolve("s").toString(), json));
    }
  }

  @Test
  void noAnswerToSetupIsRepeatedWithASecretInIt() {
    List<String> words = new ArrayList<>(List.of("--non-interactive", "--write-only"));
    for (Question question : Catalogue.fixed()) {
      if (!question.secret()) {
        words.addAll(List.of(question.option(), LOGIN));
      }
    }
    assertHidden(site.run(Map.of(), "", words.toArray(String[]::new)).exits(ExitCode.USAGE));
    Ran ran = site.run(Map.of("POSTGRES_HOST", LOGIN), "", "--non-interactive");
    assertThat(ran.exits(ExitCode.USAGE).err()).contains("(given: postgres://***@h/d)");
  }

  @Test
  void whatStoodInAFileBeforeIsNotShownByTheEditThatMendsIt() {
    site.write(
        "config.json",
        "{\"bot_token\": \"t\", \"bot_id\": \"123456:AAFS3kretX\", \"web_ui_url\": \"http://u:S3kretX@h\"}");
    assertHidden(
        site.run(
                Map.of(),
                "",
                "--non-interactive",
                "--write-only",
                "--primary",
                "false",
                "--telegram-bot-id",
                "12",
                "--web-ui-url",
                "http://h")
            .exits(0));
  }

  @Test
  void whatFollowsAnOptionThatTakesNoneOrIsUnknownIsNotRepeated() {
    assertHidden(site.run(Map.of(), "", "--database-password-stdin=S3kretX").exits(ExitCode.USAGE));
    assertHidden(site.run(Map.of(), "", "--database-password", SECRET).exits(ExitCode.USAGE));
    assertHidden(site.run(Map.of(), "", "--database-password=S3kretX").exits(ExitCode.USAGE));
    assertHidden(site.run(Map.of(), "", SECRET).exits(ExitCode.USAGE));
    assertThat(Ran.command(Map.of(), "statsu").exits(ExitCode.USAGE).err()).contains("'statsu'");
    assertThat(Ran.command(Map.of(), "status", "--jsn").exits(ExitCode.USAGE).err())
        .contains("'--jsn'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--state-dir", "--config", "--env-file"})
  void anOptionThatNamesNothingIsRefused(String option) {
    for (String empty : List.of("", " ")) {
      Ran ran = Ran.command(Map.of(), "status", option, empty).failsClearly(ExitCode.USAGE);
      assertThat(ran.err()).contains(option, "'" + empty + "' is empty", "leave the option out");
    }
  }
}
