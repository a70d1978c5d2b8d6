package com.hypermindlabs.understudy.assistant.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.OwnerSettings;
import com.hypermindlabs.understudy.assistant.settings.TelegramSettings;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HttpProbesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String TOKEN = "4711:Tr4ceable-Tr4ceable_Tr4ceable";
  private static final Secret SECRET = Secret.of("Tr4ceable");

  private final FakeService service = FakeService.start();

  @AfterEach
  void close() {
    service.close();
  }

  /** The three services that are asked by HTTP. */
  enum Asked {
    MODEL("/api/tags") {
      @Override
      Probe probe(URI base, Duration timeout) {
        return new ModelProbe(base, EnumSet.allOf(Capability.class), Map.of(), timeout);
      }
    },
    TELEGRAM("/bot" + TOKEN + "/getMe") {
      @Override
      Probe probe(URI base, Duration timeout) {
        return telegram(base, null, null, timeout);
      }
    },
    X("/2/users/me") {
      @Override
      Probe probe(URI base, Duration timeout) {
        return new XProbe(
            new XSettings(SECRET, SECRET, SECRET, SECRET, base, XPosting.DEFAULT),
            timeout,
            InstantSource.system());
      }
    };

    private final String path;

    Asked(String path) {
      this.path = path;
    }

    abstract Probe probe(URI base, Duration timeout);
  }

  private static TelegramProbe telegram(URI base, String name, Long id, Duration timeout) {
    return new TelegramProbe(
        new TelegramSettings(
            name, id, Secret.of(TOKEN), base, new OwnerSettings(null, null, null, null)),
        timeout);
  }

  private static void failsWith(Sighting sighting, String words) {
    assertThat(sighting.works()).as("%s", sighting).isFalse();
    assertThat(sighting.remarks()).hasSize(1);
    assertThat(sighting.remarks().get(0).message()).contains(words);
    assertThat(sighting.remarks().get(0).hint()).isNotEmpty();
    assertThat(sighting.toString()).doesNotContain("Tr4ceable").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void aRefusedConnectionIsSaid(Asked asked) {
    URI nobody = URI.create("http://127.0.0.1:" + FreePort.onLoopback());
    failsWith(asked.probe(nobody, LONG).look(), "refuses the connection");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void aNameWithoutAnAddressIsSaid(Asked asked) {
    URI nowhere = URI.create("http://no-such-host.invalid:1");
    failsWith(asked.probe(nowhere, LONG).look(), "no-such-host.invalid has no address");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void silenceIsNotWaitedForLongerThanTheTimeout(Asked asked) {
    service.answer(asked.path, 0, "");
    failsWith(asked.probe(service.base(), SHORT).look(), "gives no answer within");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void anAnswerThatNeverEndsIsNotWaitedForEither(Asked asked) {
    service.answer(asked.path, -1, " ");
    failsWith(asked.probe(service.base(), SHORT).look(), "gives no answer within");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void anAnswerTooLongIsNotRead(Asked asked) {
    service.answer(asked.path, 200, "[" + " ".repeat(5 << 20) + "]");
    failsWith(asked.probe(service.base(), LONG).look(), "breaks off");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void garbageIsNotQuoted(Asked asked) {
    service.answer(asked.path, 200, "<html>Tr4ceable \u001b[31m");
    failsWith(asked.probe(service.base(), LONG).look(), "something else than expected");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void jsonOfAnotherShapeIsAnError(Asked asked) {
    service.answer(asked.path, 500, "{\"Tr4ceable\": 1}");
    failsWith(asked.probe(service.base(), LONG).look(), "status 500");
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void whatSpeaksNoHttpIsSaid(Asked asked) {
    TestServer postgres = TestServer.shared();
    URI base = URI.create("http://" + postgres.host() + ":" + postgres.port());
    failsWith(asked.probe(base, LONG).look(), "speaks no HTTP");
  }

  @ParameterizedTest
  @CsvSource({
    "401, Telegram does not know the token",
    "404, Telegram does not know the token",
    "502, answers getMe with status 502"
  })
  void telegramSaysNo(int status, String words) {
    service.answer(
        Asked.TELEGRAM.path, status, "{\"ok\":false,\"error_code\":401,\"description\":\"no\"}");
    failsWith(Asked.TELEGRAM.probe(service.base(), LONG).look(), words);
  }

  @Test
  void aTokenNamesItsBot() {
    service.answer(
        Asked.TELEGRAM.path,
        200,
        "{\"ok\":true,\"result\":{\"id\":4711,\"is_bot\":true,\"first_name\":\"U\",\"username\":\"under_bot\"}}");
    Sighting sighting = telegram(service.base(), null, null, LONG).look();
    assertThat(sighting.remarks())
        .containsExactly(Remark.ok("telegram", "the token is that of @under_bot (4711)"));
    assertThat(sighting.proposals())
        .containsExactlyInAnyOrderEntriesOf(Map.of("bot_name", "under_bot", "bot_id", "4711"));
    assertThat(telegram(service.base(), "@Under_Bot", 4711L, LONG).look().remarks()).hasSize(1);
    assertThat(telegram(service.base(), "other_bot", 1L, LONG).look().remarks())
        .extracting(Remark::hint)
        .containsExactly("", "set bot_name to under_bot", "set bot_id to 4711");
  }

  @Test
  void whatIsNoTokenIsNotSent() {
    TelegramSettings settings =
        new TelegramSettings(
            null,
            null,
            Secret.of("Tr4ceable token"),
            service.base(),
            new OwnerSettings(null, null, null, null));
    failsWith(new TelegramProbe(settings, LONG).look(), "not of the form");
    assertThat(service.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, X does not accept the keys",
    "402, wants to be paid",
    "403, may not do this",
    "503, status 503"
  })
  void xSaysNo(int status, String words) {
    service.answer(Asked.X.path, status, "{\"title\":\"Unauthorized\"}");
    failsWith(Asked.X.probe(service.base(), LONG).look(), words);
  }

  @Test
  void keysNameTheirAccount() {
    service.answer(
        Asked.X.path,
        200,
        "{\"data\":{\"id\":\"1\",\"name\":\"U\",\"username\":\"under\\u001b[31mstudy\"}}");
    assertThat(Asked.X.probe(service.base(), LONG).look().remarks())
        .containsExactly(Remark.ok("x", "the keys are those of @under [31mstudy"));
    assertThat(service.authorizations())
        .singleElement()
        .asString()
        .startsWith("OAuth oauth_consumer_key=\"Tr4ceable\"")
        .contains("oauth_signature=");
  }

  @Test
  void modelsAreMappedToWhatTheySayTheyCanDo() {
    service
        .answer(
            "/api/tags",
            200,
            "{\"models\":[{\"name\":\"see:7b\"},{\"name\":\"mini:latest\"},{\"name\":\"talk:8b\"}]}")
        .answer("/api/show{\"model\":\"see:7b\"}", 200, shows("completion", "vision"))
        .answer("/api/show{\"model\":\"mini:latest\"}", 200, shows("embedding"))
        .answer("/api/show{\"model\":\"talk:8b\"}", 200, shows("completion", "tools"));
    Sighting sighting = Asked.MODEL.probe(service.base(), LONG).look();
    assertThat(sighting.remarks())
        .containsExactly(Remark.ok("model", service.base() + " answers and has 3 models"));
    assertThat(sighting.proposals())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "inference.embedding.model", "mini:latest",
                "inference.generate.model", "talk:8b",
                "inference.chat.model", "talk:8b",
                "inference.tool.model", "talk:8b",
                "inference.multimodal.model", "see:7b"));
    assertThat(sighting.choices().get("inference.chat.model"))
        .containsExactly("see:7b", "mini:latest", "talk:8b");
  }

  @Test
  void anOlderServerIsJudgedByTheModelsNames() {
    service.answer(
        "/api/tags", 200, "{\"models\":[{\"name\":\"nomic-embed-text\"},{\"name\":\"llama3.2\"}]}");
    Sighting sighting = Asked.MODEL.probe(service.base(), LONG).look();
    assertThat(sighting.proposals())
        .containsEntry("inference.embedding.model", "nomic-embed-text")
        .containsEntry("inference.tool.model", "llama3.2")
        .doesNotContainKey("inference.multimodal.model");
    assertThat(sighting.remarks())
        .extracting(Remark::message)
        .contains("no model there is fit for multimodal");
  }

  @Test
  void aModelChosenBeforeStaysWhileItIsThere() {
    service.answer(
        "/api/tags", 200, "{\"models\":[{\"name\":\"llama3.2:latest\"},{\"name\":\"qwen3:8b\"}]}");
    Map<Capability, String> chosen =
        Map.of(Capability.CHAT, "llama3.2", Capability.TOOL, "gone:1b");
    Sighting sighting =
        new ModelProbe(service.base(), EnumSet.of(Capability.CHAT, Capability.TOOL), chosen, LONG)
            .look();
    assertThat(sighting.proposals())
        .containsEntry("inference.chat.model", "llama3.2")
        .containsEntry("inference.tool.model", "llama3.2:latest");
    assertThat(sighting.remarks())
        .extracting(Remark::message)
        .contains("the model for tool, gone:1b, is not there");
  }

  @Test
  void aLookCanBeCancelledAndIsGivenUpAfterItsTime() {
    service.answer("/api/tags", 0, "");
    Looking looking = Looking.begin(Asked.MODEL.probe(service.base(), LONG), LONG);
    assertThat(looking.done()).isFalse();
    looking.cancel();
    assertThat(looking.await().remarks().get(0).message()).contains("cancelled");
    Sighting late = Looking.await(Asked.MODEL.probe(service.base(), LONG), SHORT);
    failsWith(late, "no end of the look at it");
  }

  @Test
  void aProbeThatFailsIsARemark() {
    Probe broken =
        new Probe() {
          @Override
          public String area() {
            return "broken";
          }

          @Override
          public Sighting look() {
            throw new IllegalStateException("Tr4ceable");
          }
        };
    failsWith(Looking.await(broken, LONG), "the look at it failed");
  }

  private static String shows(String... capabilities) {
    return "{\"capabilities\":[\"" + String.join("\",\"", List.of(capabilities)) + "\"]}";
  }
}
