package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong value: one exception with file, key, value and remedy for each. */
class BadSettingsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "database.port | \"abc\" | is not a whole number | from 1 to 65535",
        "database.port | 0 | is too small | from 1 to 65535",
        "database.port | 65536 | is too large | from 1 to 65535",
        "database.port | 99999999999999999999 | is not a whole number | from 1",
        "database.port | 5432.5 | is not a whole number | from 1",
        "database.port | true | is true or false, not integer | from 1",
        "database.port | [5432] | is a list, not integer | from 1",
        "database.host | 5 | is a number, not host list | write a host",
        "database.host | \"a b\" | is not a host name | write a host",
        "database.host | \"a,,b\" | has an empty name | write a host",
        "database.host | \"a,a\" | names a host twice | write a host",
        "database.host | \"a:0\" | has a port outside 1 to 65535 | write a host",
        "database.host | \"a:x\" | has a port that is not a whole number | write a host",
        "database.host | \"[::1\" | has a bracket that does not fit | write a host",
        "database.host | \"/var/run/postgresql\" | is a path | write a host",
        "database.db_name | 7 | is a number, not text | in quotes",
        "database.db_name | \"  \" | is blank | in quotes",
        "database.sslmode | \"on\" | is not known | verify-full",
        "database.autosave | \"sometimes\" | is not known | conservative",
        "database.password | 12345 | is a number, not secret | in quotes",
        "database_fallback.enabled | \"maybe\" | is neither true nor false | true or false",
        "database_fallback.enabled | 2 | is a number, not boolean | true or false",
        "database_fallback.mode | \"cloud\" | is not known | auto, existing, installed",
        "database_fallback.host | \"a,b\" | names several hosts | name one",
        "failover.probe_interval | 500 | is a number, not duration | ms, s, m, h or d",
        "failover.probe_interval | \"500\" | has no unit | ms, s, m, h or d",
        "failover.probe_interval | \"fast\" | is not a duration | ms, s, m, h or d",
        "failover.probe_interval | \"1ms\" | is too small | from 50ms to 1h",
        "failover.probe_interval | \"-1s\" | is not a duration | from 50ms",
        "failover.calm | \"999999999999999999d\" | is too large | from 0s to 1d",
        "failover.log_limit | \"1\" | has no unit | MB",
        "failover.log_limit | \"12XB\" | is not a size | MB",
        "failover.log_limit | \"999999999999TB\" | is too large | MB",
        "failover.return | \"later\" | is not known | auto, manual",
        "failover.exclude | {} | is an object, not a list | [ ... ]",
        "failover.exclude[0] | [7] | is a number, not text | in quotes",
        "failover.natural_keys | [] | is a list, not an object | name",
        "failover.natural_keys.member | {\"member\": 1} | is a number, not a list | [ ... ]",
        "failover.natural_keys.member[0] | {\"member\": [[]]} | is an empty list | at least 1",
        "failover.conflicts.* | {\"*\": \"last-wins\"} | is not known | primary-wins",
        "state_directory | 1 | is a number, not text | in quotes",
      })
  void aWrongValueIsNamedWithItsRemedy(String key, String json, String message, String remedy)
      throws Exception {
    String path = key.replaceAll("(\\[.*|(?<=natural_keys|conflicts)\\..*)", "");
    String[] names = path.split("\\.", -1);
    String value = names.length == 1 ? json : "{\n\"" + names[1] + "\": " + json + "}";
    SettingsProblem problem = only("{\n\"" + names[0] + "\": " + value + "}");
    assertThat(problem.key()).isEqualTo(key);
    assertThat(problem.source()).isEqualTo(files().config() + " line " + (names.length + 1));
    assertThat(problem.message()).contains(message);
    assertThat(problem.remedy()).contains(remedy);
    assertThat(problem.toString()).doesNotContain("\n");
  }

  @Test
  void allProblemsOfAllSourcesComeAtOnceOneALine() throws Exception {
    files()
        .config("{\"database\": {\"host\": \"h\", \"port\": \"x\"}, \"failover\": {\"calm\": 1}}")
        .dotEnv("# comment\nPOSTGRES_FALLBACK_PORT=0\n");
    SettingsException e = failure(Map.of("POSTGRES_FALLBACK_MODE", "nowhere"));
    assertThat(e.problems())
        .extracting(SettingsProblem::key)
        .containsExactlyInAnyOrder(
            "database.port",
            "database.db_name",
            "database.user",
            "POSTGRES_FALLBACK_MODE",
            "POSTGRES_FALLBACK_PORT",
            "failover.calm");
    assertThat(e.getMessage().lines()).hasSize(6);
    assertThat(e.getMessage())
        .contains(
            "environment: POSTGRES_FALLBACK_MODE = \"nowhere\": is not known; write one of auto",
            files().dotEnv() + " line 2: POSTGRES_FALLBACK_PORT = \"0\": is too small;",
            files().config() + " line 1: database.port = \"x\": is not a whole number;",
            "settings: database.user: is not set, although database.host is (" + files().config());
  }

  @Test
  void aSectionThatIsNoObjectIsReportedOnce() throws Exception {
    SettingsProblem problem = only("{\"database\": \"postgres://u:hunter2@h/db\"}");
    assertThat(problem.key()).isEqualTo("database");
    assertThat(problem.message()).isEqualTo("is text, not an object");
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @Test
  void aSecretAndItsFileAtOnceAreRefused() throws Exception {
    Path file = files().secret("password", "hunter2");
    Map<String, String> both =
        Map.of("POSTGRES_PASSWORD", "hunter2", "POSTGRES_PASSWORD_FILE", file.toString());
    SettingsException e = failure(both);
    assertThat(e)
        .hasMessageContaining("POSTGRES_PASSWORD: is set, and so is POSTGRES_PASSWORD_FILE")
        .hasMessageNotContaining("hunter2");
    files().dotEnv("POSTGRES_PASSWORD=hunter2\nPOSTGRES_PASSWORD_FILE=" + file + "\n");
    assertThat(failure(Map.of())).hasMessageContaining("unset one of the two");
  }

  @Test
  void aBrokenSourceThatIsOverriddenDoesNoHarm() throws Exception {
    files()
        .config("{\"database\": {\"port\": \"x\"}}")
        .dotEnv("POSTGRES_PORT=y\nPOSTGRES_PASSWORD_FILE=/does/not/exist\n");
    Map<String, String> environment = Map.of("POSTGRES_PORT", "1", "POSTGRES_PASSWORD", "p");
    Provenance provenance = files().load(environment).provenance();
    assertThat(provenance.of("database.password").orElseThrow().overridden())
        .containsExactly("POSTGRES_PASSWORD_FILE in " + files().dotEnv() + " line 2");
  }

  @Test
  void aSecretsFileThatCannotBeUsedIsNamed() throws Exception {
    Path empty = files().secret("empty", "\n");
    for (Map.Entry<String, String> row :
        Map.of(
                folder + "/none",
                "names a file that does not exist",
                folder.toString(),
                "names a file that is a directory",
                empty.toString(),
                "names a file that is empty",
                "/dev/zero",
                "names a file that is larger than 64KB")
            .entrySet()) {
      SettingsException e = failure(Map.of("POSTGRES_PASSWORD_FILE", row.getKey()));
      assertThat(e)
          .hasMessageContaining("POSTGRES_PASSWORD_FILE = \"" + row.getKey() + "\"")
          .hasMessageContaining(row.getValue());
    }
  }

  @Test
  void aPasswordInTheVariableForItsFileIsNotShown() {
    assertThat(failure(Map.of("POSTGRES_PASSWORD_FILE", "hunter2")))
        .hasMessageContaining("does not exist")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void wrongValuesThatHoldSecretsAreMasked() throws Exception {
    files()
        .config(
            "{\"database\": {\"host\": \"postgres://app:hunter2@db/x\", \"password\": [\"hunter2\"]}}");
    SettingsException e = failure(Map.of("POSTGRES_FALLBACK_PASSWORD", "hunter2\0"));
    assertThat(e.problems()).hasSize(3);
    assertThat(e.toString()).contains("postgres://***@db/x").doesNotContain("hunter2");
    assertThat(e.problems().toString()).doesNotContain("hunter2");
  }

  @Test
  void theFallbackMustNotBeThePrimaryItself() throws Exception {
    files()
        .config(
            "{\"database\": {\"host\": \"localhost\", \"db_name\": \"d\", \"user\": \"u\"},"
                + "\"database_fallback\": {\"mode\": \"existing\", \"host\": \"127.0.0.1\"}}");
    assertThat(failure(Map.of())).hasMessageContaining("is the primary's own database");
    Settings apart = files().load(Map.of("POSTGRES_FALLBACK_DB", "other"));
    assertThat(apart.provenance().hints()).singleElement().asString().contains("own server");
  }

  @Test
  void aServerOfOursCannotBeOnAnotherHost() {
    Map<String, String> environment =
        Map.of("POSTGRES_FALLBACK_MODE", "embedded", "POSTGRES_FALLBACK_HOST", "10.0.0.9");
    assertThat(failure(environment)).hasMessageContaining("mode embedded starts its server");
  }

  @Test
  void aTableIsExcludedOrLocalNotBoth() throws Exception {
    files().config("{\"failover\": {\"exclude\": [\"a\"], \"local_tables\": [\"b\", \"a\"]}}");
    assertThat(failure(Map.of())).hasMessageContaining("names a, which failover.exclude names too");
  }

  private SettingsProblem only(String config) throws Exception {
    files().config(config);
    SettingsException e = failure(Map.of());
    assertThat(e.problems()).hasSize(1);
    return e.problems().get(0);
  }

  private SettingsException failure(Map<String, String> environment) {
    SettingsException e =
        catchThrowableOfType(SettingsException.class, () -> files().load(environment));
    assertThat(e).isNotNull();
    return e;
  }

  private SettingsFiles files() {
    return new SettingsFiles(folder);
  }
}
