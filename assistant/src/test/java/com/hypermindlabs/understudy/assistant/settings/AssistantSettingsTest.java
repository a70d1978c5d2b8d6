package com.hypermindlabs.understudy.assistant.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsException;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistantSettingsTest {
  @TempDir Path folder;

  @Test
  void everyKeyReachesItsComponent() throws Exception {
    AssistantSettings settings = read(ALL_KEYS, Map.of());
    for (Capability capability : Capability.values()) {
      assertThat(settings.model(capability))
          .isEqualTo(
              new ModelSettings(
                  URI.create("http://" + capability.key() + ":1"),
                  "inference." + capability.key() + ".url",
                  capability.key() + "-model"));
    }
    assertThat(settings.telegram())
        .isEqualTo(
            new TelegramSettings(
                "bot",
                7_000_000_000L,
                Secret.of("1:t"),
                URI.create("http://127.0.0.1:8081"),
                new OwnerSettings("F", "L", 42L, "u")));
    assertThat(settings.x())
        .isEqualTo(
            new XSettings(
                Secret.of("k1"),
                Secret.of("k2"),
                Secret.of("k3"),
                Secret.of("k4"),
                URI.create("http://127.0.0.1:8082"),
                XPosting.DEFAULT));
    assertThat(settings.web())
        .isEqualTo(new WebSettings("0.0.0.0", 80, 1 << 20, URI.create("https://e.org/x"), false));
    assertThat(settings.chat())
        .isEqualTo(
            new ChatSettings(
                List.of("owner", "user"), List.of("law"), "Be kind.", Map.of("tone", "dry")));
    assertThat(settings.apiKeys())
        .isEqualTo(Map.of("weather", Secret.of("w"), "api.example.org", Secret.of("e")));
    assertThat(settings.toString()).doesNotContain("1:t", "k1", "k4");
  }

  @ParameterizedTest
  @CsvSource({
    "http://config:1, http://host:2, http://config:1, inference.chat.url",
    "'', http://host:2, http://host:2, OLLAMA_HOST",
    "'', '', http://127.0.0.1:11434, default",
  })
  void theEndpointsPrecedenceIsItsOwn(String url, String host, URI expected, String origin)
      throws Exception {
    String config = "{\"inference\": {\"chat\": {\"url\": \"" + url + "\"}}}";
    ModelSettings model = read(config, Map.of("OLLAMA_HOST", host)).model(Capability.CHAT);
    assertThat(model.url()).isEqualTo(expected);
    assertThat(model.origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "ollama, http://ollama:11434",
    "ollama:99, http://ollama:99",
    "10.0.0.1:99, http://10.0.0.1:99",
    "[::1], http://[::1]:11434",
    "[::1]:99, http://[::1]:99",
    "https://ollama/, https://ollama",
  })
  void ollamaHostIsWrittenAsOllamaKnowsIt(String host, URI expected) throws Exception {
    AssistantSettings settings = read("{}", Map.of("OLLAMA_HOST", host));
    assertThat(settings.model(Capability.TOOL).url()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:11434, begins with neither http:// nor https://",
    "ftp://h, begins with neither http:// nor https://",
    "http://, is not an http address",
    "http:///x, names no host",
    "http://a b, is not an http address",
    "http://h:99999, has a port outside 1 to 65535",
    "http://h:x, names no host",
    "http://u:hunter2@h, 'holds a user name or password'",
    "http://h?key=hunter2, goes on after the path",
  })
  void aMalformedEndpointIsRefusedWithTheReason(String url, String reason) {
    assertThatThrownBy(
            () -> read("{\"inference\": {\"chat\": {\"url\": \"" + url + "\"}}}", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("inference.chat.url")
        .hasMessageContaining(reason);
  }

  @Test
  void everyVariableGoesBeforeConfigJson() throws Exception {
    Files.writeString(folder.resolve("config.json"), ALL_KEYS);
    Repository.namedKeys().stream()
        .filter(key -> AssistantKeys.all().contains(key) && key.variable() != null)
        .forEach(
            key -> {
              String value =
                  switch (key.type().name()) {
                    case "boolean" -> "true";
                    default -> key.type().name().startsWith("http") ? "http://v:9" : "99";
                  };
              for (String suffix : key.secret() ? List.of("", "_FILE") : List.of("")) {
                String written = suffix.isEmpty() ? value : secretFile(value);
                Map<String, String> variable = Map.of(key.variable() + suffix, written);
                Provenance.Entry entry =
                    SettingsReader.read(sources(variable), AssistantSettings::read)
                        .provenance()
                        .of(key.name())
                        .orElseThrow();
                assertThat(entry.source()).isEqualTo(Provenance.Source.ENVIRONMENT);
                assertThat(entry.place()).isEqualTo(key.variable() + suffix);
                assertThat(entry.value()).isEqualTo(key.secret() ? "set" : value);
                assertThat(entry.overridden()).hasSize(key.inConfig() ? 1 : 0);
              }
            });
  }

  @Test
  void theWebPagesPortFollowsItsAddress() throws Exception {
    assertThat(read("{}", Map.of()).web().port()).isEqualTo(4747);
    assertThat(read("{}", Map.of("WEB_UI_URL", "http://h:8080")).web().port()).isEqualTo(8080);
    String both = "{\"web\": {\"port\": 1234}, \"web_ui_url\": \"http://h:8080\"}";
    assertThat(read(both, Map.of()).web().port()).isEqualTo(1234);
  }

  @Test
  void libraryAndAssistantReportTogether() throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"database\": {\"port\": 0}, \"bot_id\": \"me\", \"rolls_list\": []}");
    assertThatThrownBy(
            () ->
                SettingsReader.read(
                    sources(Map.of("OLLAMA_HOST", "a b")),
                    reader -> {
                      Settings.read(reader);
                      return AssistantSettings.read(reader);
                    }))
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(3))
        .hasMessageContaining("database.port")
        .hasMessageContaining("bot_id")
        .hasMessageContaining("OLLAMA_HOST");
  }

  private AssistantSettings read(String config, Map<String, String> environment) throws Exception {
    Files.writeString(folder.resolve("config.json"), config);
    return SettingsReader.read(sources(environment), AssistantSettings::read);
  }

  private SettingsSources sources(Map<String, String> environment) {
    return SettingsSources.of(folder.resolve("config.json"), folder.resolve(".env"))
        .withEnvironment(environment);
  }

  private String secretFile(String value) {
    try {
      return Files.writeString(folder.resolve("secret"), value + "\n").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String ALL_KEYS =
      """
      {
        "inference": {
          "embedding": {"url": "http://embedding:1", "model": "embedding-model"},
          "generate": {"url": "http://generate:1", "model": "generate-model"},
          "chat": {"url": "http://chat:1/", "model": "chat-model"},
          "tool": {"url": "http://tool:1", "model": "tool-model"},
          "multimodal": {"url": "http://multimodal:1", "model": "multimodal-model"}
        },
        "bot_name": "bot", "bot_id": 7000000000, "bot_token": "1:t",
        "telegram_api_url": "http://127.0.0.1:8081",
        "owner_info": {"first_name": "F", "last_name": "L", "user_id": "42", "username": "u"},
        "twitter_keys": {
          "consumer_key": "k1", "consumer_secret": "k2",
          "access_token": "k3", "access_token_secret": "k4"
        },
        "twitter_api_url": "http://127.0.0.1:8082",
        "twitter": {"dry_run": true},
        "web": {"host": "0.0.0.0", "port": 80, "max_upload": "1MB"},
        "web_ui_url": "https://e.org/x",
        "api_keys": {"weather": "w", "api.example.org": "e", "unused": ""},
        "roles_list": ["owner", "user"],
        "knowledge": {"domains": ["law"]},
        "defaults": {"system_prompt": "Be kind.", "tone": "dry"}
      }
      """;
}
