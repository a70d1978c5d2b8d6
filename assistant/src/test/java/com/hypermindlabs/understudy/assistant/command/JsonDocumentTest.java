package com.hypermindlabs.understudy.assistant.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.assistant.terminal.Somebody;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {
  @Test
  void everyExampleHasTheNamesAndTypesOfRealOutput() throws IOException {
    Map<String, JsonNode> examples = JsonExamples.all();
    Map<String, List<JsonNode>> real = outputs();
    assertThat(real.keySet()).containsExactlyInAnyOrderElementsOf(examples.keySet());
    real.forEach(
        (name, outputs) ->
            outputs.forEach(
                output ->
                    assertThat(JsonExamples.differences("", examples.get(name), output))
                        .as("%s: %s", name, output)
                        .isEmpty()));
  }

  @Test
  void aDifferenceIsFoundAtEveryDepth() throws Exception {
    ObjectNode example = (ObjectNode) JsonExamples.all().get("failover");
    for (String place : List.of("/status/primary", "/status/mirror", "/status", "")) {
      ObjectNode changed = example.deepCopy();
      changed.withObject(place.isEmpty() ? "/" : place).put("new_field", 1);
      if (!place.isEmpty()) {
        assertThat(JsonExamples.differences("", example, changed)).as(place).isNotEmpty();
      }
    }
    JsonNode other = new ObjectMapper().readTree("{\"changed\": \"yes\", \"status\": null}");
    assertThat(JsonExamples.differences("", example, other)).hasSize(1);
  }

  private static Map<String, List<JsonNode>> outputs() throws IOException {
    Map<String, List<JsonNode>> real = new HashMap<>();
    try (CommandSite site = CommandSite.create()) {
      JsonNode error = site.run("fallback", "start", "--json").json();
      JsonNode usage = site.run("nothing", "--json").json();
      real.put("error", List.of(error, usage));
      JsonNode unverified = site.run("provision", "--verify-only", "--json").json();
      JsonNode absent = site.run("fallback", "status", "--json").json();
      JsonNode local = site.run("status", "--json").json();
      site.settings().putObject("inference").putObject("chat").put("model", "small");
      site.settings().put("databse", "near");
      TestDatabase database = TestServer.shared().createDatabase();
      site.primary(database);
      JsonNode normal = site.run("status", "--json").json();
      converse(site, database, real);
      real.put("x post", List.of(site.run("x", "post", "hi", "--dry-run", "--json").json()));
      real.put("doctor", List.of(site.run("doctor", "--json").json()));
      real.put("setup", List.of(setUp(site)));
      real.put("provision", List.of(site.run("provision", "--json").json(), unverified));
      real.put(
          "failover",
          List.of(site.run("return", "--json").json(), site.run("failover", "--json").json()));
      real.put("drill", List.of(drill()));
      JsonNode plan = site.run("protect", "--dry-run", "--json").json();
      real.put("protect", List.of(plan, site.run("protect", "--json").json()));
      hold(database);
      assistant(site, real);
      real.put("held list", List.of(site.run("held", "list", "--json").json()));
      real.put(
          "held resolve",
          List.of(site.run("held", "resolve", "1", "--take", "theirs", "--json").json()));
      site.run("return").exits(0);
      plan = site.run("unprotect", "--dry-run", "--json").json();
      real.put("unprotect", List.of(plan, site.run("unprotect", "--json").json()));
      site.primary("127.0.0.1", 1, TestServer.shared().maintenance());
      site.settings().withObject("/database").put("db_name", "test_1");
      real.put("status", List.of(local, normal, site.run("status", "--json").json()));
      JsonNode running = site.run("fallback", "status", "--json").json();
      JsonNode stopped = site.run("fallback", "stop", "--json").json();
      real.put("fallback", List.of(absent, running, stopped));
      site.settings().withObject("/database").put("port", "many").put("user", "");
      real.put("settings error", List.of(site.write().run("status", "--json").json()));
      return real;
    }
  }

  /** A message, a command, and a message that cannot be kept. */
  private static void converse(
      CommandSite site, TestDatabase database, Map<String, List<JsonNode>> real)
      throws IOException {
    Somebody.in(database, "correct horse");
    InputStream before = System.in;
    String lines = "hello\n/help\nnul \0 inside\n";
    System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));
    try {
      List<String> printed =
          Ran.command(
                  Map.of("UNDERSTUDY_PASSWORD", "correct horse"),
                  site.words("chat", "--login", "ada", "--json").toArray(String[]::new))
              .exits(1)
              .out()
              .lines()
              .toList();
      assertThat(printed).hasSize(3);
      ObjectMapper json = new ObjectMapper();
      real.put("chat", List.of(json.readTree(printed.get(0))));
      real.put("chat command", List.of(json.readTree(printed.get(1))));
      real.put("chat error", List.of(json.readTree(printed.get(2))));
    } finally {
      System.setIn(before);
    }
  }

  /** What the commands about members and knowledge print. */
  private static void assistant(CommandSite site, Map<String, List<JsonNode>> real) {
    Path notes;
    try {
      notes = Files.createDirectory(site.folder().resolve("notes"));
      Files.writeString(notes.resolve("guide.md"), "# Feeding\n\nFeed the cat at noon.");
      Files.write(notes.resolve("broken.txt"), new byte[] {(byte) 0xff});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String guide = notes.resolve("guide.md").toString();
    site.run("member", "add", "Grace", "--login", "grace", "--telegram-id", "7", "--role", "owner");
    real.put("member list", List.of(site.run("member", "list", "--json").json()));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("a good password\n".getBytes(UTF_8)));
      String[] words = {"member", "password", "grace", "--password-stdin", "--json"};
      real.put("member password", List.of(site.run(words).json()));
    } finally {
      System.setIn(before);
    }
    knowledge(site, real, "import", notes.toString());
    knowledge(site, real, "add", guide);
    knowledge(site, real, "list");
    knowledge(site, real, "search", "cat");
    knowledge(site, real, "embed");
    knowledge(site, real, "domain", "handbook", "--role", "staff");
    knowledge(site, real, "delete", guide);
  }

  private static void knowledge(
      CommandSite site, Map<String, List<JsonNode>> real, String command, String... rest) {
    List<String> words = new ArrayList<>(List.of("knowledge", command, "--json"));
    words.addAll(List.of(rest));
    real.put("knowledge " + command, List.of(site.run(words.toArray(String[]::new)).json()));
  }

  /** What the command prints of drills, which are another module's to play. */
  private static JsonNode drill() {
    return new DrillResult(
            1,
            List.of(new DrillResult.Remark(7, "a promise")),
            List.of(new DrillResult.Remark(8, "a fault that did not take hold")),
            Map.of("LINK_CUT", 2L),
            100,
            40,
            true,
            null,
            1.5)
        .json();
  }

  /** Of one part; {@code SetupRunTest} compares what a whole run prints. */
  private static JsonNode setUp(CommandSite site) {
    String dotEnv = site.folder().resolve(".env").toString();
    return site.run(
            "setup",
            "--non-interactive",
            "--json",
            "--section",
            "web",
            "--web-port",
            "4800",
            "--write-only",
            "--env-file",
            dotEnv)
        .json();
  }

  /** An entry as a return writes it. */
  private static void hold(TestDatabase database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE held_example (id text PRIMARY KEY, title text);
          INSERT INTO held_example VALUES ('a', 'there');
          INSERT INTO understudy.ledger (site, epoch, round, table_name, key, kind, reason,
            transaction, columns, base, ours, theirs)
          VALUES (gen_random_uuid(), 1, gen_random_uuid(), '"public"."held_example"', '{a}', 'held',
            'both sides changed title', '7', '{id,title}', '{a,before}', '{a,here}', '{a,there}')
          """);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
