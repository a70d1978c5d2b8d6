package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.probe.FakeService;
import com.hypermindlabs.understudy.assistant.screen.Tmux;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Setup as a person meets it: in a real terminal, with real keys. */
@Tag("slow")
class SetupInTmuxTest {
  private static final String TRACE = "Tr4ceable";
  private static final String TOKEN = "4711:" + TRACE + "-" + TRACE;
  private static final int INTERRUPTED = 130;

  /** Sets one; back to the terminal's own are 39 and 49. */
  private static final Pattern COLOUR =
      Pattern.compile("\u001b\\[([0-9]+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]");

  private CommandSite site;

  @BeforeEach
  void createSite() {
    Tmux.require();
    site = CommandSite.bare();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private static FakeService services() {
    return FakeService.start()
        .answer(
            "/api/tags",
            200,
            "{\"models\":[{\"name\":\"nomic-embed-text\"},{\"name\":\"llama3.2\"},{\"name\":\"llava\"}]}")
        .answer(
            "/bot" + TOKEN + "/getMe",
            200,
            "{\"ok\":true,\"result\":{\"id\":4711,\"is_bot\":true,\"username\":\"understudy_bot\"}}")
        .answer("/2/users/me", 200, "{\"data\":{\"id\":\"1\",\"username\":\"understudy\"}}");
  }

  @Test
  void fromNothingToASiteThatWorks() throws Exception {
    TestServer server = TestServer.shared();
    TestDatabase database = server.createDatabase();
    int webPort = FreePort.onLoopback();
    try (FakeService services = services()) {
      SetupCaptures captures =
          new SetupCaptures()
              .showing(site.state().toString(), "/var/lib/understudy")
              .showing(services.base().toString(), "http://127.0.0.1:11434")
              .showing("127.0.0.1:" + server.port(), "127.0.0.1:54320")
              .showing(String.valueOf(server.port()), "54320")
              .showing(String.valueOf(webPort), "48480")
              .showing(database.name(), "assistant");
      SetupWindow window =
          new SetupWindow(site)
              .with("TELEGRAM_API_URL", services.base().toString())
              .with("TWITTER_API_URL", services.base().toString());
      try (Tmux screen = window.open(80, 24, "setup")) {
        answer(screen, captures, services, database, webPort);
        carryOut(screen, captures);
        assertThat(screen.exitCode()).as("%s", screen.errors()).isZero();
        assertThat(screen.errors()).doesNotContain(TRACE);
      }
      theFilesAreComplete(database, webPort);
      assertThat(String.join("\n", captures.pages().values())).doesNotContain(TRACE);
      if ("write".equals(System.getProperty("understudy.captures"))) {
        captures.write();
      }
      assertThat(captures.pages())
          .as("docs/setup.md; -Dunderstudy.captures=write brings it up to date")
          .containsExactlyInAnyOrderEntriesOf(SetupCaptures.documented());
      serves(window, webPort);
    }
  }

  private static void answer(
      Tmux screen,
      SetupCaptures captures,
      FakeService services,
      TestDatabase database,
      int webPort) {
    keep(screen, captures, "welcome", "[ Begin ]");
    screen.press("Enter").see("▸ Endpoint").type(services.base().toString());
    keep(screen, captures, "inference", "multimodal " + services.base(), "setup");
    screen.press("C-n");
    keep(screen, captures, "inference-looked", "[ Go on ]");
    screen.press("Enter");
    keep(screen, captures, "inference-filled", "Filled in by what was found");
    screen.press("Enter").see("▸ Remote primary").press("Down").type("127.0.0.1");
    screen.press("Down", "C-u").type(String.valueOf(database.server().port()));
    screen.press("Down").type(database.name());
    screen.press("Down").type(database.user()).press("Down").type(TRACE);
    keep(screen, captures, "database", "▸ Password", hidden(TRACE));
    screen.press("C-n");
    keep(screen, captures, "database-failed", "[ Continue anyway ]");
    screen.press("Enter").see("▸ Password").press("C-u").type(database.password());
    screen.press("C-n");
    lookUntilItServes(screen);
    keep(screen, captures, "database-looked", "[ Go on ]");
    screen.press("Enter").see("▸ Fallback").press("Down", "Right", "Right", "Right");
    keep(screen, captures, "fallback", "< embedded >");
    screen.press("C-n");
    keep(screen, captures, "fallback-looked", "[ Go on ]");
    screen.press("Enter").see("▸ Telegram").type("y").press("Down").type(TOKEN);
    keep(screen, captures, "telegram", "▸ Token", hidden(TOKEN));
    screen.press("C-n");
    keep(screen, captures, "telegram-looked", "[ Go on ]");
    screen.press("Enter").see("understudy_bot", "Filled in").press("Enter").see("▸ X").type("y");
    for (int key = 1; key <= 4; key++) {
      screen.press("Down").type(TRACE + key);
    }
    keep(screen, captures, "x", "▸ Token secret", hidden(TRACE + 4));
    screen.press("C-n");
    keep(screen, captures, "x-looked", "[ Go on ]");
    screen.press("Enter").see("▸ Address").press("Down").type(String.valueOf(webPort));
    screen.press("Down", "Down", "Down").type("ann").press("Down").type(TRACE + TRACE);
    keep(screen, captures, "web", "▸ Password", hidden(TRACE + TRACE));
    screen.press("C-n").see("[ Go on ]").press("Enter").see("▸ Names").type("weather");
    screen.see("▸ Names weather").press("Down").type(TRACE);
    keep(screen, captures, "keys", "▸ weather", hidden(TRACE));
    screen.press("C-n");
    keep(screen, captures, "summary", "[ Write ]");
  }

  /** As the screen shows a secret once all of it is typed. */
  private static String hidden(String secret) {
    return "•".repeat(secret.length());
  }

  /** As a person would where the machine was busy just then. */
  private static void lookUntilItServes(Tmux screen) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              screen.see("[ Look again ]");
              boolean good = screen.screen().contains("✓ 127.0.0.1:");
              if (!good) {
                screen.press("Right", "Enter");
              }
              return good;
            });
  }

  private static void carryOut(Tmux screen, SetupCaptures captures) {
    screen.press("Enter");
    keep(screen, captures, "write", "the settings are written", "[ Go on ]");
    screen.press("Enter");
    keep(screen, captures, "provision", "[ Provision now ]");
    screen.press("Enter");
    keep(screen, captures, "provisioned", "the fallback serves", "[ Go on ]");
    screen.press("Enter").see("[ Check now ]").press("Enter");
    keep(screen, captures, "smoke", "everything works", "[ Go on ]");
    screen.press("Enter");
    keep(screen, captures, "next", "[ Finish ]");
    screen.press("Enter");
  }

  private static void keep(Tmux screen, SetupCaptures captures, String name, String... words) {
    captures.keep(name, screen.see(words).screen());
  }

  private void theFilesAreComplete(TestDatabase database, int webPort) throws IOException {
    JsonNode config = new ObjectMapper().readTree(site.config().toFile());
    assertThat(config.at("/database/host").asText()).isEqualTo("127.0.0.1");
    assertThat(config.at("/database/port").asInt()).isEqualTo(database.server().port());
    assertThat(config.at("/database_fallback/mode").asText()).isEqualTo("embedded");
    assertThat(config.at("/inference/embedding/model").asText()).isEqualTo("nomic-embed-text");
    assertThat(config.at("/web/port").asInt()).isEqualTo(webPort);
    assertThat(config.toString() + Files.readString(site.folder().resolve(".env")))
        .contains(TOKEN, TRACE + "4");
    Settings settings = Settings.load(site.config(), site.folder().resolve(".env"));
    assertThat(settings.database().password().reveal()).isEqualTo(database.password());
    for (Path file : List.of(site.config(), site.folder().resolve(".env"))) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    try (Stream<Path> kept = Files.walk(site.state(), 1)) {
      for (Path file : kept.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(TRACE);
      }
    }
  }

  /** What setup has written is all that serve needs. */
  private void serves(SetupWindow window, int webPort) throws Exception {
    Files.delete(site.folder().resolve("exit"));
    try (Tmux screen = window.open(120, 24, "serve", "--only", "web")) {
      HttpRequest page =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort + "/")).build();
      HttpClient client = HttpClient.newHttpClient();
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> client.send(page, BodyHandlers.ofString()).statusCode() < 400);
      screen.press("C-c");
      assertThat(screen.exitCode()).isIn(0, INTERRUPTED);
    }
  }

  /** Ctrl-C leaves no trace but the progress, wherever the person is. */
  @Test
  @Tag("thorough")
  void ctrlCOnAnyPageRestoresTheTerminalAndTouchesNoFile() throws Exception {
    Map<String, List<String>> ways = new LinkedHashMap<>();
    ways.put("[ Begin ]", List.of());
    ways.put("▸ Endpoint", List.of("inference"));
    ways.put("▸ Remote primary", List.of("database"));
    ways.put("▸ Fallback", List.of("fallback"));
    ways.put("▸ Telegram", List.of("telegram"));
    ways.put("▸ X", List.of("x"));
    ways.put("▸ Address", List.of("web"));
    ways.put("▸ Names", List.of("keys"));
    ways.put("Nothing changes.", List.of("keys", "C-n"));
    ways.put(
        "[ Check now ]", List.of("web", "C-n", "[ Look again ]", "Enter", "Summary ·", "Enter"));
    ways.put("Leave setup?", List.of("keys", "Escape", "Escape"));
    new SetupWindow(site);
    String config = "{\"web\": {\"port\": 4711}} ";
    Files.writeString(site.config(), config);
    for (Map.Entry<String, List<String>> way : ways.entrySet()) {
      leave(way.getKey(), way.getValue());
      assertThat(Files.readString(site.config())).as(way.getKey()).isEqualTo(config);
      assertThat(site.folder().resolve(".env")).as(way.getKey()).doesNotExist();
      Files.deleteIfExists(site.state().resolve("setup.json"));
      Files.delete(site.folder().resolve("exit"));
    }
  }

  /** What has a blank in it is waited for on the screen, the rest are keys. */
  private void leave(String page, List<String> way) {
    List<String> words = new ArrayList<>(List.of("setup"));
    if (!way.isEmpty()) {
      words.addAll(List.of("--section", way.get(0)));
    }
    try (Tmux screen = SetupWindow.again(site).open(80, 24, words.toArray(String[]::new))) {
      screen.see("[ Leave ]");
      if (!way.isEmpty()) {
        screen.press("Enter").see("2 of ");
        for (String step : way.subList(1, way.size())) {
          Tmux unused = step.contains(" ") ? screen.see(step) : screen.press(step);
        }
      }
      screen.see(page).press("C-c");
      assertThat(screen.exitCode()).as("%s: %s", page, screen.errors()).isEqualTo(INTERRUPTED);
    }
  }

  @Test
  void aLargeWindowOneThatShrinksAndWideSignsInOneColour() {
    SetupWindow window = new SetupWindow(site).with("NO_COLOR", "1");
    try (Tmux screen = window.open(200, 60, "setup", "--section", "database")) {
      screen.see("[ Begin ]");
      assertThat(screen.screen().lines().findFirst().orElseThrow()).hasSize(199);
      screen.press("Enter").see("▸ Remote primary").press("Down", "Down", "Down");
      screen.see("▸ Database").type("数据库 😀 é").see("▸ Database 数据库 😀 é");
      screen.resize(80, 24).see("▸ Database 数据库 😀 é", "Ctrl-C leave");
      assertThat(screen.screen().lines()).hasSize(24);
      screen.press("BSpace", "BSpace", "BSpace").type("x").see("▸ Database 数据库 x");
      screen.resize(70, 16).see("▸ Database 数据库 x").resize(200, 60).see("▸ Database 数据库 x");
      assertThat(screen.colours()).contains("\u001b").doesNotContainPattern(COLOUR);
      screen.press("C-c");
      assertThat(screen.exitCode()).isEqualTo(INTERRUPTED);
    }
  }
}
