package com.hypermindlabs.understudy.assistant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.Interrupts;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a process of its own, in a folder for temporary files of its own. */
@Tag("slow")
class DemoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int INTERRUPTED = 130;

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = ScratchFolder.create("understudy-demo-test-");
    if (Account.isRoot()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  @AfterEach
  void deleteFolder() throws IOException {
    Trees.delete(folder);
  }

  private ChildJvm start(String... words) {
    return MainProcess.of(words).option("-Djava.io.tmpdir=" + folder).start();
  }

  /** Nothing of it runs, and nothing is left on the disk. */
  private void leavesNothing() throws IOException {
    Awaitility.await().untilAsserted(() -> assertThat(processes()).isEmpty());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("understudy")))
          .isEmpty();
    }
  }

  private List<String> processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> path.getFileName().toString().matches("\\d+"))
          .map(this::commandLine)
          .filter(line -> line.contains(folder.toString()) && !line.contains("java"))
          .toList();
    }
  }

  private String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingIsLeftBehind() throws Exception {
    JsonNode result;
    try (ChildJvm demo = start("demo", "--json")) {
      assertThat(demo.awaitExit(PATIENCE)).as("%s", demo.errorLines()).isZero();
      assertThat(demo.errorLines()).isEmpty();
      assertThat(demo.lines()).hasSize(1);
      result = new ObjectMapper().readTree(demo.lines().get(0));
    }
    assertThat(result.path("lost").asLong(-1)).isZero();
    assertThat(result.path("duplicated").asLong(-1)).isZero();
    assertThat(result.path("failover_ms").asDouble()).isBetween(1.0, 2000.0);
    assertThat(result.path("acknowledged_by_primary").asLong()).isGreaterThan(50);
    assertThat(result.path("acknowledged_by_fallback").asLong()).isGreaterThan(50);
    assertThat(result.path("acknowledged_elsewhere").asLong()).isGreaterThan(5);
    assertThat(result.path("acknowledged_writes").asLong())
        .isEqualTo(
            result.path("acknowledged_by_primary").asLong()
                + result.path("acknowledged_by_fallback").asLong()
                + result.path("acknowledged_elsewhere").asLong());
    assertThat(result.path("closed_fallback_answered").asText()).isEqualTo("25006");
    assertThat(result.path("return_pause_ms").asDouble()).isBetween(0.1, 10_000.0);
    // What the primary had kept unheard when it was killed is adopted, and overruled or merged.
    assertThat(result.path("merged").asLong()).isGreaterThanOrEqualTo(5);
    assertThat(result.path("overruled").asLong()).isGreaterThanOrEqualTo(1);
    assertThat(result.path("held").asLong()).isEqualTo(1);
    assertThat(result.path("collisions_settled").asBoolean()).isTrue();
    assertThat(result.path("checksums_equal").asBoolean()).isTrue();
    assertThat(result.path("seconds").asDouble()).isLessThan(180);
    leavesNothing();
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(
      strings = {
        "building the primary",
        "provisioning the fallback",
        "starting the site",
        "SIGKILL"
      })
  void ctrlCTakesEverythingDownAtAnyMoment(String moment) throws Exception {
    try (ChildJvm demo = start("demo")) {
      demo.awaitLine(line -> line.contains(moment), PATIENCE);
      assertThat(
              new ProcessBuilder(
                      "kill", Interrupts.ignored() ? "-TERM" : "-INT", Long.toString(demo.pid()))
                  .start()
                  .waitFor())
          .isZero();
      assertThat(demo.awaitExit(PATIENCE)).isEqualTo(Interrupts.ignored() ? 143 : INTERRUPTED);
      assertThat(demo.errorLines()).noneMatch(line -> line.startsWith("\tat "));
    }
    leavesNothing();
  }

  @Test
  @Tag("thorough")
  void heldItStaysUpForOtherCommandsUntilEnter() throws Exception {
    try (ChildJvm demo = start("demo", "--json", "--hold")) {
      demo.awaitLine(line -> line.contains("\"checksums_equal\":true"), PATIENCE);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> demo.errorLines().stream().anyMatch(line -> line.contains("--config")));
      String hint =
          demo.errorLines().stream().filter(line -> line.contains("--config")).findFirst().get();
      String[] words = hint.strip().split(" ", -1);
      assertThat(Files.getPosixFilePermissions(Path.of(words[3])))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      // On a machine that is busy with more than this the site may be on its fallback for a moment.
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> status(words[3], words[5]), code -> code == 0);
      assertThat(signIn(String.join("\n", demo.errorLines())))
          .contains("\"name\":\"demo\"", "\"operator\":true");
      demo.send("");
      assertThat(demo.awaitExit(PATIENCE)).isZero();
    }
    leavesNothing();
  }

  private int status(String config, String state) {
    try (ChildJvm status = start("status", "--config", config, "--state-dir", state)) {
      return status.awaitExit(PATIENCE);
    }
  }

  /** As the two lines say that tell of the web page; answers with who was let in. */
  private static String signIn(String told) throws Exception {
    Matcher page = Pattern.compile("The web page: (http://127\\.0\\.0\\.1:\\d+/)").matcher(told);
    Matcher account = Pattern.compile("login (\\S+), password (\\S+) ").matcher(told);
    assertThat(page.find() && account.find()).as(told).isTrue();
    String body =
        "{\"login\":\"" + account.group(1) + "\",\"password\":\"" + account.group(2) + "\"}";
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(page.group(1) + "api/session"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
