package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key from every source: environment before .env before config.json before the default. */
class PrecedenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Three values that differ from each other and from the default, in the order of precedence. */
  private static final Map<String, List<String>> SAMPLES = samples();

  @TempDir Path folder;

  static Stream<SettingKey<?>> keys() {
    return LibraryKeys.all().stream().filter(key -> !key.name().contains("<"));
  }

  static Stream<SettingKey<?>> keysWithVariable() {
    return keys().filter(key -> key.variable() != null);
  }

  static Stream<SettingKey<?>> secrets() {
    return keys().filter(SettingKey::secret);
  }

  @Test
  void everyKeyHasSamples() {
    assertThat(keys().map(SettingKey::name)).containsExactlyInAnyOrderElementsOf(SAMPLES.keySet());
  }

  @ParameterizedTest
  @MethodSource("keys")
  <T> void theDefaultCountsWhereNothingSetsTheKey(SettingKey<T> key) {
    assertThat(read(key, Map.of())).isEqualTo(key.fallback());
    assertThat(origin(key, Map.of())).isEqualTo(Provenance.Source.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("keys")
  <T> void configJsonGoesBeforeTheDefault(SettingKey<T> key) throws Exception {
    inConfig(key, sample(key, 2));
    assertThat(read(key, Map.of())).isEqualTo(parsed(key, 2)).isNotEqualTo(key.fallback());
    assertThat(origin(key, Map.of())).isEqualTo(Provenance.Source.CONFIG);
  }

  @ParameterizedTest
  @MethodSource("keysWithVariable")
  <T> void dotEnvGoesBeforeConfigJson(SettingKey<T> key) throws Exception {
    inConfig(key, sample(key, 2));
    files().dotEnv(key.variable() + "='" + sample(key, 1) + "'\n");
    assertThat(read(key, Map.of())).isEqualTo(parsed(key, 1));
    assertThat(origin(key, Map.of())).isEqualTo(Provenance.Source.DOT_ENV);
  }

  @ParameterizedTest
  @MethodSource("keysWithVariable")
  <T> void theEnvironmentGoesBeforeDotEnv(SettingKey<T> key) throws Exception {
    inConfig(key, sample(key, 2));
    files().dotEnv(key.variable() + "='" + sample(key, 1) + "'\n");
    Map<String, String> environment = Map.of(key.variable(), sample(key, 0));
    assertThat(read(key, environment)).isEqualTo(parsed(key, 0));
    Provenance.Entry entry = entry(key, environment);
    assertThat(entry.source()).isEqualTo(Provenance.Source.ENVIRONMENT);
    assertThat(entry.place()).isEqualTo(key.variable());
    assertThat(entry.overridden())
        .containsExactly(
            key.variable() + " in " + files().dotEnv() + " line 1", files().config() + " line 1");
  }

  @ParameterizedTest
  @MethodSource("keysWithVariable")
  <T> void anEmptyVariableCountsAsNotSet(SettingKey<T> key) throws Exception {
    inConfig(key, sample(key, 2));
    files().dotEnv(key.variable() + "=\n");
    assertThat(read(key, Map.of(key.variable(), ""))).isEqualTo(parsed(key, 2));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  <T> void aSecretMayComeFromAFileThatAVariableNames(SettingKey<T> key) throws Exception {
    inConfig(key, sample(key, 2));
    Path inDotEnv = files().secret("one", sample(key, 1) + "\n");
    Path inEnvironment = files().secret("two", sample(key, 0) + "\r\n");
    String variable = key.variable() + "_FILE";
    files().dotEnv(variable + "=" + inDotEnv + "\n");
    assertThat(read(key, Map.of())).isEqualTo(parsed(key, 1));
    assertThat(origin(key, Map.of())).isEqualTo(Provenance.Source.DOT_ENV);
    Map<String, String> environment = Map.of(variable, inEnvironment.toString());
    assertThat(read(key, environment)).isEqualTo(parsed(key, 0));
    assertThat(entry(key, environment).place()).isEqualTo(variable);
  }

  private SettingsFiles files() {
    return new SettingsFiles(folder);
  }

  private <T> T read(SettingKey<T> key, Map<String, String> environment) {
    return SettingsReader.read(files().sources(environment), reader -> reader.find(key));
  }

  private Provenance.Entry entry(SettingKey<?> key, Map<String, String> environment) {
    return SettingsReader.read(
            files().sources(environment),
            reader -> {
              reader.find(key);
              return reader.provenance();
            })
        .of(key.name())
        .orElseThrow();
  }

  private Provenance.Source origin(SettingKey<?> key, Map<String, String> environment) {
    return entry(key, environment).source();
  }

  private static String sample(SettingKey<?> key, int which) {
    return SAMPLES.get(key.name()).get(which);
  }

  private static <T> T parsed(SettingKey<T> key, int which) {
    RawValue raw =
        ConfigFile.parse("{\"x\":" + json(key, sample(key, which)) + "}", "", p -> {}, h -> {})
            .fields()
            .get("x");
    return key.type().parse(raw, (at, value, what, remedy) -> {});
  }

  /** A sample that looks like JSON is taken as such, any other is a text. */
  private static String json(SettingKey<?> key, String sample) {
    boolean json =
        sample.startsWith("{") || sample.startsWith("[\"") || sample.matches("\\d+|true|false");
    return json && !key.secret() ? sample : JSON.valueToTree(sample).toString();
  }

  private void inConfig(SettingKey<?> key, String sample) throws Exception {
    String[] path = key.name().split("\\.", -1);
    ObjectNode root = JSON.createObjectNode();
    ObjectNode at = root;
    for (int i = 0; i < path.length - 1; i++) {
      at = at.putObject(path[i]);
    }
    at.set(path[path.length - 1], JSON.readTree(json(key, sample)));
    files().config(JSON.writeValueAsString(root));
  }

  private static Map<String, List<String>> samples() {
    Map<String, List<String>> samples = new HashMap<>();
    List<String> durations = List.of("3s", "4s", "6s");
    samples.put("database.host", List.of("a", "b:1,c", "[::1]:7"));
    samples.put("database.port", List.of("1", "2", "65535"));
    samples.put("database.db_name", List.of("a b", "b\"ü", "c%/?"));
    samples.put("database.user", List.of("a", "b", "c"));
    samples.put("database.password", List.of("p 1", "\"2\\ #x", "3"));
    samples.put("database.sslmode", List.of("disable", "require", "verify-full"));
    samples.put("database_fallback.enabled", List.of("false", "false", "false"));
    samples.put("database_fallback.mode", List.of("existing", "docker", "embedded"));
    samples.put("database_fallback.db_name", List.of("a", "b", "c"));
    samples.put("database_fallback.user", List.of("a", "b", "c"));
    samples.put("database_fallback.password", List.of("a", "b", "c"));
    samples.put("database_fallback.host", List.of("a", "b", "c"));
    samples.put("database_fallback.port", List.of("1", "2", "3"));
    samples.put("failover.probe_interval", durations);
    samples.put("failover.probe_timeout", durations);
    samples.put("failover.failure_threshold", List.of("1", "3", "100"));
    samples.put("failover.switchover_timeout", durations);
    samples.put("failover.return", List.of("manual", "manual", "manual"));
    samples.put("failover.calm", durations);
    samples.put("failover.drain_timeout", durations);
    samples.put("failover.borrow_timeout", durations);
    samples.put("failover.mirror_interval", durations);
    samples.put("failover.log_retention", List.of("1h", "2h", "3h"));
    samples.put("failover.log_limit", List.of("1MB", "2MB", "3GB"));
    samples.put("failover.sequence_block", List.of("1", "2", "3"));
    samples.put("failover.empty_fallback", List.of("false", "false", "false"));
    samples.put("failover.exclude", List.of("a,b", "b", "[\"a\"]"));
    samples.put("failover.local_tables", List.of("a,b", "b", "[\"a\"]"));
    samples.put(
        "failover.natural_keys", List.of("", "", "{\"member\":[[\"telegram_id\"],[\"x\",\"y\"]]}"));
    samples.put("failover.conflicts", List.of("", "", "{\"account.balance\":\"delta\"}"));
    samples.put("state_directory", List.of("/a", "b", "/c"));
    return samples;
  }
}
