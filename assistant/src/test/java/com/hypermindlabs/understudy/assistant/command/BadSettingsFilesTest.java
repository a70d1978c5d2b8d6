package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadSettingsFilesTest {
  @TempDir private Path folder;

  private Ran status(Map<String, String> environment, String... more) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of(
                "status",
                "--config",
                folder.resolve("config.json").toString(),
                "--state-dir",
                folder.resolve("state").toString()));
    words.addAll(List.of(more));
    Ran ran = Ran.command(environment, words.toArray(String[]::new));
    assertThat(folder.resolve("state")).doesNotExist();
    return ran;
  }

  private void config(String text) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
  }

  @Test
  void aFileThatWasNamedAndIsMissing() {
    assertThat(status(Map.of()).failsClearly(2).err()).contains("config.json");
  }

  @Test
  void aVariablesFileThatWasNamedAndIsMissing() throws IOException {
    config("{}");
    assertThat(status(Map.of(), "--env-file", folder + "/none").failsClearly(2).err())
        .contains("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "[]", "\"text\"", "{} {}"})
  void aFileThatIsNoObject(String text) throws IOException {
    config(text);
    assertThat(status(Map.of()).failsClearly(2).err()).contains("config.json");
  }

  @Test
  void aDirectory() throws IOException {
    Files.createDirectory(folder.resolve("config.json"));
    assertThat(status(Map.of()).failsClearly(2).err()).contains("directory");
  }

  @Test
  void malformedWithLineAndColumn() throws IOException {
    config("{\n  \"database\": {\n    \"host\": oops\n");
    assertThat(status(Map.of()).failsClearly(2).err()).contains("line 3").contains("column");
  }

  @Test
  void notUtf8() throws IOException {
    Files.write(
        folder.resolve("config.json"),
        "{\"bot_name\": \"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(status(Map.of()).failsClearly(2).err()).contains("UTF-8");
  }

  @Test
  void nestedNonsense() throws IOException {
    config("{\"a\":" + "[".repeat(100_000));
    status(Map.of()).failsClearly(2);
  }

  @Test
  void everyWrongTypeIsToldAtOnceOneALine() throws IOException {
    config(
        "{\"database\": {\"host\": 7, \"port\": \"many\"}, \"failover\": {\"calm\": true},"
            + " \"web\": []}");
    Ran ran = status(Map.of()).exits(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(l -> l.startsWith("error: "));
    assertThat(ran.err())
        .contains("database.host")
        .contains("database.port")
        .contains("failover.calm")
        .contains("web");
    Ran json = status(Map.of(), "--json").exits(2);
    assertThat(json.err()).isEmpty();
    assertThat(json.json().at("/error/problems")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(json.json().at("/error/problems/0/remedy").asText()).isNotEmpty();
  }

  @Test
  void aSecretAndItsFileTogether() throws IOException {
    config("{}");
    Path secret = Files.writeString(folder.resolve("secret"), "first-secret");
    Ran ran =
        status(
            Map.of(
                "POSTGRES_PASSWORD", "second-secret", "POSTGRES_PASSWORD_FILE", secret.toString()));
    assertThat(ran.failsClearly(2).err())
        .contains("POSTGRES_PASSWORD_FILE")
        .doesNotContain("first-secret")
        .doesNotContain("second-secret");
  }

  @Test
  void aStackTraceOnlyWhenAskedFor() throws IOException {
    config("{");
    assertThat(status(Map.of(), "--verbose").exits(2).err())
        .startsWith("error: ")
        .contains("\tat com.hypermindlabs");
  }
}
