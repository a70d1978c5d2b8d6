package com.hypermindlabs.understudy.assistant.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An edit of anything else never changes where the models are, and the other way round. */
class EndpointSafetyTest {
  /** Where a custom endpoint may stand. */
  enum Custom {
    ALL_URLS("http://gpu:1", "http://gpu:1", "http://gpu:2/v", "http://gpu:1", "http://gpu:1"),
    SOME_URLS("", "http://gpu:1", "http://gpu:3/", "", ""),
    VARIABLE_ALONE("", "", "", "", ""),
    BOTH_AND_DIFFERENT("http://gpu:1", "", "http://gpu:9", "", "http://gpu:1");

    /** In the order of the capabilities, one a line. */
    private final String urls;

    Custom(String... urls) {
      this.urls = String.join("\n", urls);
    }

    String url(Capability capability) {
      int place = List.of(Capability.values()).indexOf(capability);
      return urls.split("\n", -1)[place];
    }

    String config() {
      String models =
          Arrays.stream(Capability.values())
              .map(
                  one ->
                      "    \"%s\" : { \"url\" : \"%s\", \"model\": \"m\" }"
                          .formatted(one.key(), url(one)))
              .collect(Collectors.joining(",\n"));
      return "{\n  \"inference\": {\n" + models + "\n  },\n  \"bot_id\": 7.0e0\n}";
    }

    String dotEnv() {
      boolean variable = this == VARIABLE_ALONE || this == BOTH_AND_DIFFERENT;
      return variable ? "# ours\nexport OLLAMA_HOST='gpu:5'  # not yours\n" : "# nothing\n";
    }
  }

  private static final Map<String, String> EDITS = new LinkedHashMap<>();

  static {
    EDITS.put("database.host", "db.example");
    EDITS.put("database.db_name", "shop");
    EDITS.put("database.user", "shop");
    EDITS.put("database.password", "p4ss'w\"ord");
    EDITS.put("database_fallback.mode", "embedded");
    EDITS.put("telegram", "true");
    EDITS.put("bot_token", "1:a");
    EDITS.put("x", "true");
    EDITS.put("twitter_keys.consumer_key", "k");
    EDITS.put("web.port", "4800");
    EDITS.put("web_ui_url", "https://example.org");
    EDITS.put("owner", "true");
    EDITS.put("owner.login", "kim");
    EDITS.put("api_keys", "weather");
    EDITS.put("api_keys.weather", "k2");
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void noOtherEditChangesAnEndpoint(Custom custom) {
    SetupFolder files = new SetupFolder(folder).config(custom.config()).dotEnv(custom.dotEnv());
    for (Section section : Section.values()) {
      if (section != Section.INFERENCE) {
        sameEndpoints(custom, files, edit(files.session(section), section));
      }
    }
    sameEndpoints(custom, files, edit(files.session(), null));
  }

  private void sameEndpoints(Custom custom, SetupFolder files, Plan plan) {
    assertThat(plan.changes()).isNotEmpty();
    assertThat(plan.changes()).noneMatch(one -> one.key().contains("inference"));
    for (Capability one : Capability.values()) {
      assertThat(files.config(plan, "inference." + one.key() + ".url")).isEqualTo(custom.url(one));
    }
    String before = custom.config();
    assertThat(files.after(plan, "config.json"))
        .contains(before.substring(before.indexOf("\"inference\""), before.indexOf("\"bot_id\"")));
    String after = files.after(plan, ".env");
    assertThat(after).startsWith(custom.dotEnv());
    assertThat(after.substring(custom.dotEnv().length()))
        .doesNotContainIgnoringCase("ollama", "inference");
  }

  private static Plan edit(SetupSession session, Section only) {
    EDITS.forEach(
        (id, text) ->
            session.questions().stream()
                .filter(question -> question.id().equals(id))
                .forEach(question -> session.answer(question, text)));
    assertThat(session.plan().problems()).as("%s", only).isEmpty();
    return session.plan();
  }

  @ParameterizedTest
  @EnumSource
  void anEditOfTheEndpointChangesNothingElse(Custom custom) {
    String others = ",\n  \"database\": {\"host\": \"a\", \"db_name\": \"b\", \"user\": \"c\"}}";
    String config = custom.config().replaceFirst("\\n}$", "") + others;
    SetupFolder files = new SetupFolder(folder).config(config).dotEnv(custom.dotEnv() + "B=2\n");
    SetupSession session = files.session(Section.INFERENCE);
    SetupFolder.answer(session, "inference.url", "http://other:11434");
    Plan plan = session.plan();
    for (Capability one : Capability.values()) {
      assertThat(files.config(plan, "inference." + one.key() + ".url"))
          .isEqualTo("http://other:11434");
      assertThat(files.config(plan, "inference." + one.key() + ".model")).isEqualTo("m");
    }
    assertThat(files.after(plan, "config.json")).endsWith("\"bot_id\": 7.0e0" + others);
    assertThat(files.after(plan, ".env")).isEqualTo(files.before(".env"));
    assertThat(session.endpoints()).allMatch(one -> one.origin().equals("setup"));
  }

  @Test
  void theOrderOfTheEndpointIsShown() {
    SetupFolder files =
        new SetupFolder(folder)
            .config(Custom.SOME_URLS.config())
            .environment("OLLAMA_HOST", "http://gpu:5");
    SetupSession session = files.session();
    SetupFolder.answer(session, "inference.tool.url", "http://given:1");
    assertThat(session.endpoints().stream().map(one -> one.url() + " " + one.origin()))
        .containsExactly(
            "http://gpu:5 OLLAMA_HOST",
            "http://gpu:1 inference.generate.url",
            "http://gpu:3 inference.chat.url",
            "http://given:1 setup",
            "http://gpu:5 OLLAMA_HOST");
    assertThat(new SetupFolder(folder.resolve("nowhere")).session().endpoints())
        .allMatch(one -> (one.url() + one.origin()).equals("http://127.0.0.1:11434default"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "ftp://gpu", "http://", "http://a:0", "http://u:secret@a", "a b"})
  void anEndpointThatIsNoneIsRefusedWithTheReason(String text) {
    Question question = SetupFolder.question(new SetupFolder(folder).session(), "inference.url");
    assertThat(question.problem(text))
        .hasValueSatisfying(
            what -> assertThat(what).contains("; write http://host:port").doesNotContain("secret"));
    assertThat(question.problem("http://gpu:11434")).isEmpty();
  }

  @Test
  void aWrongSettingOfAnotherPartIsNoObstacle() {
    SetupFolder files = new SetupFolder(folder).config("{\"failover\": {\"calm\": \"soon\"}}");
    Plan plan = SetupFolder.answer(files.session(), "web.port", "1").plan();
    assertThat(plan.problems()).isEmpty();
    assertThat(files.session().existing().problems()).hasSize(1);
  }
}
