package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.TestedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberAndKnowledgeCommandsTest {
  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.bare().primary(TestedServer.EMBEDDED.empty()).fallback(false);
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  @Test
  void aMemberIsAddedOnceAndListed() {
    assertThat(site.run("member", "list").exits(0).out()).isEqualTo("no members\n");
    JsonNode added =
        site.run(
                "member",
                "add",
                "Ada L.",
                "--login",
                "Ada",
                "--telegram-id",
                "7",
                "--role",
                "owner",
                "--json")
            .exits(0)
            .json();
    assertThat(added.path("login").asText()).isEqualTo("ada");
    assertThat(added.path("telegram_id").asLong()).isEqualTo(7);
    assertThat(added.path("x_id").isNull()).isTrue();
    assertThat(added.path("roles").get(0).asText()).isEqualTo("owner");

    assertThat(site.run("member", "add", "Eve", "--login", "ada").failsClearly(1).err())
        .contains("the login ada belongs to somebody else, Ada L.");
    JsonNode listed = site.run("member", "list", "--json").exits(0).json();
    assertThat(listed.path("members")).hasSize(1);
    assertThat(listed.path("members").get(0)).isEqualTo(added);
    assertThat(site.run("member", "list").exits(0).out()).contains("Ada L.", "login ada", "owner");
  }

  @Test
  void aRoleThatTheSettingsDoNotListIsRefused() {
    site.settings().putArray("roles_list").add("owner").add("guest");
    site.write();
    assertThat(
            site.run("member", "add", "Ada", "--login", "ada", "--role", "nonsuch")
                .failsClearly(2)
                .err())
        .contains("there is no role nonsuch; roles_list has owner, guest");
    site.run("member", "add", "Ada", "--login", "ada", "--role", "guest").exits(0);
  }

  @Test
  void aWrongCommandLineIsWrongUsage() {
    site.run("member", "add", "Ada").exits(2);
    site.run("member", "add", "Ada", "--login", "no spaces").exits(2);
    site.run("member", "add", "", "--login", "ada").exits(2);
    site.run("member", "add", "Ada", "--telegram-id", "-1").exits(2);
    site.run("member").exits(2);
    site.run("knowledge", "search").exits(2);
    site.run("knowledge", "search", "x", "--limit", "0").exits(2);
    site.run("knowledge", "add", "/nowhere").failsClearly(1);
    site.run("knowledge", "import", "/nowhere").failsClearly(1);
  }

  @Test
  void aFolderIsImportedFoundAndReplacedWhenItChanges(@TempDir Path folder) throws IOException {
    Path guide = Files.writeString(folder.resolve("guide.md"), "# Guide\n\nFeed the cat at noon.");
    Files.writeString(folder.resolve("notes.txt"), "The dog sleeps.");
    Files.write(folder.resolve("broken.txt"), new byte[] {(byte) 0xff, 1, 2});
    Files.writeString(folder.resolve("picture.png"), "no text");

    Ran first = site.run("knowledge", "import", folder.toString(), "--json").exits(1);
    assertThat(first.json().path("added").asInt()).isEqualTo(2);
    assertThat(first.json().path("failed").asInt()).isEqualTo(1);
    assertThat(first.json().at("/problems/0/problem").asText()).isEqualTo("is not UTF-8");
    Files.delete(folder.resolve("broken.txt"));

    // Search by meaning answers with every passage that is near, the nearest first.
    assertThat(found("cat noon")).first().isEqualTo("# Guide\n\nFeed the cat at noon.");
    Files.writeString(guide, "# Guide\n\nFeed the cat at dusk.");
    Ran second = site.run("knowledge", "import", folder.toString()).exits(0);
    assertThat(second.out())
        .isEqualTo("2 files: 0 added, 1 replaced, 1 unchanged, 0 failed" + System.lineSeparator());
    assertThat(second.err()).contains("1 of 2  replaced").contains("2 of 2  unchanged");
    assertThat(found("noon")).noneMatch(passage -> passage.contains("noon"));
    assertThat(found("dusk")).first().isEqualTo("# Guide\n\nFeed the cat at dusk.");

    JsonNode documents = site.run("knowledge", "list", "--json").exits(0).json().path("documents");
    assertThat(documents.findValuesAsText("title")).containsExactly("Guide", "notes.txt");
    assertThat(documents.findValuesAsText("domain")).containsOnly("general");
  }

  @Test
  void oneFileIsAddedToADomainOfItsOwn(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.text"), "Meet at the harbour.");
    JsonNode added =
        site.run("knowledge", "add", file.toString(), "--domain", "plans", "--json")
            .exits(0)
            .json();
    assertThat(added.path("state").asText()).isEqualTo("added");
    assertThat(added.path("passages").asInt()).isEqualTo(1);
    assertThat(site.run("knowledge", "search", "harbour", "--domain", "plans").exits(0).out())
        .contains("plan.text, line 1")
        .contains("Meet at the harbour.");
    assertThat(site.run("knowledge", "search", "pier", "--domain", "plans").exits(0).out())
        .as("found by its meaning")
        .contains("Meet at the harbour.");
    assertThat(site.run("knowledge", "search", "harbour", "--domain", "general").exits(0).out())
        .isEqualTo("nothing found\n");
    assertThat(
            site.run("knowledge", "search", "harbour", "--domain", "other").failsClearly(1).err())
        .contains("there is no domain other; there are general, plans");
  }

  @Test
  void inAnOutageTheyExplain() {
    site.primary("127.0.0.1", 1, TestedServer.EMBEDDED.empty());
    assertThat(site.run("member", "list").exits(1).err()).contains("neither server can serve");
    assertThat(
            site.run("knowledge", "list", "--json").exits(1).json().at("/error/message").asText())
        .contains("refused");
  }

  private List<String> found(String question) {
    return site.run("knowledge", "search", question, "--json")
        .exits(0)
        .json()
        .path("passages")
        .findValuesAsText("body");
  }
}
