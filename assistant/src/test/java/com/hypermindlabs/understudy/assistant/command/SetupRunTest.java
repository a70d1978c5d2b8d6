package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From nothing to a site that works, with secrets that are looked for everywhere meanwhile. */
@Tag("slow")
class SetupRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TOKEN = RecognisableSecrets.TRACE + "-token";
  private static final String OWNER = RecognisableSecrets.TRACE + "-owner";

  /** A busy machine is no failing primary. */
  private static final String CONFIG =
      "{\"inference\" : {\"chat\" : {\"url\" : \"http://gpu:1\"}}, \"n\" : 1.0e1,"
          + " \"failover\": {\"probe_timeout\": \"20s\", \"borrow_timeout\": \"60s\"}}";

  @Test
  @Tag("thorough")
  void anUnattendedRunEndsWithASiteThatWorksAndGivesNoSecretAway() throws Exception {
    TestDatabase database = TestServer.shared().createDatabase();
    try (CommandSite site = CommandSite.bare()) {
      Path dotEnv = site.folder().resolve(".env");
      Files.writeString(site.config(), CONFIG);
      Files.writeString(dotEnv, "OLLAMA_HOST=gpu:2 # ours\nPOSTGRES_PASSWORD=");
      SecretSearch search = new SecretSearch();
      search.allow(Stream.of(dotEnv, dotEnv.resolveSibling(".env.bak")));
      String[] words =
          site.words(
                  "setup",
                  "--non-interactive",
                  "--json",
                  "--verbose",
                  "--env-file",
                  dotEnv.toString(),
                  "--database-host",
                  database.server().host(),
                  "--database-port",
                  Integer.toString(database.server().port()),
                  "--database-name",
                  database.name(),
                  "--database-user",
                  database.user(),
                  "--fallback-mode",
                  "embedded",
                  "--telegram-bot-token-stdin",
                  "--owner-login",
                  "kim",
                  "--owner-password-stdin")
              .toArray(String[]::new);
      try (ChildJvm child =
          MainProcess.of(words).environment("POSTGRES_PASSWORD", database.password()).start()) {
        child.send(TOKEN);
        child.send(OWNER);
        while (child.alive()) {
          search.processes();
          // Beside the settings lies, for a moment, what they are about to be: of mode 0600 too.
          search.files(site.state(), false);
          Thread.sleep(200);
        }
        search.text("standard output", String.join("\n", child.lines()));
        search.text("standard error", String.join("\n", child.errorLines()));
        assertThat(child.awaitExit(PATIENCE)).as("%s", child.errorLines()).isZero();
        assertResult(new ObjectMapper().readTree(String.join("\n", child.lines())));
      }
      search.files(site.folder(), true);
      assertThat(search.found()).isEmpty();
      assertThat(Files.readString(dotEnv))
          .startsWith("OLLAMA_HOST=gpu:2 # ours\nPOSTGRES_PASSWORD=")
          .endsWith("\nTELEGRAM_BOT_TOKEN=" + TOKEN);
      assertThat(Files.readString(site.config()))
          .startsWith(CONFIG.substring(0, CONFIG.length() - 1));
      worksOnTheFilesAlone(site, dotEnv);
    }
  }

  private static void assertResult(JsonNode result) {
    assertThat(result.at("/provision/ok").asBoolean()).isTrue();
    assertThat(result.at("/smoke/ok").asBoolean()).as("%s", result).isTrue();
    assertThat(JsonExamples.differences("", JsonExamples.all().get("setup"), result)).isEmpty();
    assertThat(result.at("/next").asText()).endsWith(" serve");
    assertThat(result.at("/changes").findValuesAsText("after")).contains("set", "kim");
  }

  private static void worksOnTheFilesAlone(CommandSite site, Path dotEnv) {
    List<String> file = List.of("--env-file", dotEnv.toString());
    JsonNode smoke =
        site.run("smoke", "--json", file.get(0), file.get(1)).exits(ExitCode.GOOD).json();
    assertThat(smoke.at("/route").asText()).isEqualTo("primary");
    Ran members = site.run("member", "list", "--json", file.get(0), file.get(1));
    assertThat(members.json().toString()).contains("\"kim\"", "owner");
  }
}
