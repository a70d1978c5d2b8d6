package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ServeCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.bare().primary(TestedServer.EMBEDDED.empty()).fallback(false);
    site.settings().putObject("web").put("port", 0);
    site.write();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  @Test
  void itTellsOtherProcessesHowItsInterfacesStandAndEndsWellWhenItIsTold() {
    site.settings().put("bot_token", "1:x").put("telegram_api_url", "http://127.0.0.1:1");
    site.write();
    try (ChildJvm serving = serve()) {
      awaitWeb(serving);
      JsonNode interfaces = site.run("status", "--json").exits(0).json().path("interfaces");
      assertThat(interfaces.findValuesAsText("name")).contains("web");
      assertThat(state(interfaces, "web")).isEqualTo("up");
      assertThat(state(interfaces, "x")).isEqualTo("off");

      long begun = System.nanoTime();
      serving.terminate();
      assertThat(serving.awaitExit(PATIENCE)).isZero();
      // Five seconds are promised to a machine that does nothing else.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
    assertThat(site.run("status", "--json").exits(0).json().path("interfaces")).isEmpty();
  }

  @Test
  void anInterfaceThatThereIsNotIsRefusedBeforeTheSiteIsStarted() throws Exception {
    assertThat(site.run("serve", "--only", "bogus").failsClearly(2).err())
        .contains("there is no interface bogus, only web, telegram, x")
        .doesNotContain("mode");
    try (var files = Files.list(site.state())) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("binaries");
    }
  }

  @Test
  void aDemoOnServersOfOthersIsWrongUsage() {
    assertThat(Ran.command(Map.of(), "demo", "--mode", "docker").failsClearly(2).err())
        .contains("--mode auto, installed or embedded");
  }

  @Test
  void inAnOutageItStartsSaysWhyAndServesWhenItIsOver() {
    TestDatabase database = TestedServer.EMBEDDED.empty();
    try (FaultProxy link = FaultProxy.to(database.server())) {
      link.refuse();
      site.primary(link.host(), link.port(), database);
      try (ChildJvm serving = serve()) {
        awaitWeb(serving);
        assertThat(String.join("\n", serving.errorLines())).contains("outage", "refused");
        JsonNode status = site.run("status", "--json").exits(4).json();
        assertThat(state(status.path("interfaces"), "web")).isEqualTo("up");
        link.pass();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> site.run("status", "--json").json().path("mode").asText(), "normal"::equals);
        serving.terminate();
        assertThat(serving.awaitExit(PATIENCE)).isZero();
      }
    }
  }

  @Test
  @Tag("thorough")
  void aProcessThatWasKilledIsNotShownAnyLonger() {
    try (ChildJvm serving = serve()) {
      awaitWeb(serving);
      serving.kill();
      assertThat(serving.awaitExit(PATIENCE)).isNotZero();
    }
    assertThat(site.run("status", "--json").exits(0).json().path("interfaces")).isEmpty();
  }

  @Test
  void withoutAnInterfaceItSaysSo() {
    assertThat(site.run("serve", "--only", "x").exits(2).err())
        .contains("no interface is configured");
    assertThat(site.run("serve", "--only", "fax").exits(2).err()).contains("no interface fax");
    site.settings().withObject("/web").put("host", "203.0.113.1");
    site.write();
    assertThat(site.run("serve", "--only", "web").exits(1).err())
        .contains("web: failed", "no interface can run");
  }

  private static void awaitWeb(ChildJvm serving) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> serving.errorLines().stream().anyMatch(line -> line.startsWith("web: up")));
  }

  private ChildJvm serve() {
    return MainProcess.of(site.words("serve")).start();
  }

  private static String state(JsonNode interfaces, String name) {
    for (JsonNode each : interfaces) {
      if (each.path("name").asText().equals(name)) {
        return each.path("state").asText();
      }
    }
    return "";
  }
}
