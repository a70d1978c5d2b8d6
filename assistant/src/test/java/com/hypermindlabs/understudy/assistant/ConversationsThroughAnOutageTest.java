package com.hypermindlabs.understudy.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.command.CommandSite;
import com.hypermindlabs.understudy.assistant.model.OllamaServer;
import com.hypermindlabs.understudy.assistant.telegram.TelegramServer;
import com.hypermindlabs.understudy.assistant.terminal.Somebody;
import com.hypermindlabs.understudy.assistant.x.XServer;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real processes talk over every interface while the primary is killed, and are killed too. */
@Tag("slow")
class ConversationsThroughAnOutageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "correct horse";
  private static final long ADA = 7;
  private static final long OWNER = 42;

  private final TestServer primary = TestServer.start();
  private final TestDatabase database = primary.createDatabase();
  private final OllamaServer ollama = OllamaServer.start("small");
  private final TelegramServer telegram = new TelegramServer();
  private final XServer x = new XServer();
  private final List<ChildJvm> children = new ArrayList<>();
  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.create().primary(database);
    ObjectNode settings = site.settings();
    settings
        .putObject("inference")
        .putObject("chat")
        .put("url", ollama.url().toString())
        .put("model", "small");
    // A killed server refuses at once; one on a busy machine is only slow.
    settings
        .putObject("failover")
        .put("calm", "1s")
        .put("mirror_interval", "100ms")
        .put("probe_timeout", "5s");
    settings.put("bot_token", TelegramServer.TOKEN);
    settings.put("telegram_api_url", telegram.uri().toString());
    settings.putObject("owner_info").put("user_id", OWNER);
    settings
        .putObject("twitter_keys")
        .put("consumer_key", "ck")
        .put("consumer_secret", "cs")
        .put("access_token", XServer.ACCOUNT + "-at")
        .put("access_token_secret", "ats");
    settings.put("twitter_api_url", x.uri().toString());
    settings
        .putObject("twitter")
        .put("dry_run", false)
        .put("posts_per_hour", 100)
        .put("posts_per_day", 100)
        .put("poll_interval", "1s");
    site.write();
    Somebody.in(database, PASSWORD);
  }

  @AfterEach
  void closeAll() {
    children.forEach(ChildJvm::close);
    site.close();
    x.close();
    telegram.close();
    ollama.close();
    primary.close();
  }

  private ChildJvm run(String... words) {
    ChildJvm child = MainProcess.of(site.words(words)).start();
    children.add(child);
    return child;
  }

  @Test
  void nothingIsLostAndNothingIsSaidTwice() throws Exception {
    ChildJvm serve = run("serve", "--only", "telegram,x");
    ChildJvm chat = run("chat", "--login", "ada", "--password-stdin");
    chat.send(PASSWORD);
    await().atMost(PATIENCE).until(() -> !x.sinces().isEmpty());
    say("before", chat, serve);
    await().atMost(PATIENCE).until(this::mirrored);

    primary.kill();
    say("during", chat, serve);
    primary.restart();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(telegram.texts(OWNER).stream().map(text -> text.split("\n", 2)[0]))
                    .containsExactly(
                        "Mode: degraded", "Mode: normal", "The account of the return"));
    say("after", chat, serve);
    chat.send("/quit");
    assertThat(chat.awaitExit(PATIENCE)).isZero();
    serve.terminate();
    assertThat(serve.awaitExit(PATIENCE)).isZero();

    assertThat(telegram.texts(ADA))
        .containsExactly("You said: before", "You said: during", "You said: after");
    assertThat(x.posted()).hasSize(3);
    for (String channel : List.of("terminal", "telegram", "x")) {
      assertThat(bodies(channel, "member")).containsExactly("before", "during", "after");
      assertThat(bodies(channel, "assistant")).hasSize(3);
    }
    assertThat(chat.errorLines()).anyMatch(line -> line.startsWith("notice: mode degraded"));
  }

  private void say(String text, ChildJvm chat, ChildJvm serve) {
    telegram.says(ADA, text);
    x.mention(5, "@us " + text);
    chat.send(text);
    chat.awaitLine(("You said: " + text)::equals, PATIENCE);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(telegram.texts(ADA))
                  .as("%s", serve.errorLines())
                  .contains("You said: " + text);
              assertThat(x.posted())
                  .extracting(XServer.Posted::text)
                  .as("%s", serve.errorLines())
                  .contains("You said: Somebody: " + text);
            });
  }

  private boolean mirrored() {
    JsonNode status = site.run("status", "--json").json();
    return status.at("/fallback/provisioned").asBoolean()
        && status.at("/mirror/state").asText().equals("running");
  }

  private List<String> bodies(String channel, String author) {
    return Rows.of(
        database,
        "SELECT body FROM chat_message WHERE channel = '"
            + channel
            + "' AND author = '"
            + author
            + "' ORDER BY created_at, id");
  }

  @Test
  @Tag("thorough")
  void aProcessKilledBetweenReceiveAndAcknowledgeAnswersOnceAfterwards() throws Exception {
    try (FaultProxy link = FaultProxy.to(primary)) {
      site.fallback(false).primary(link.host(), link.port(), database);
      ChildJvm first = run("serve", "--only", "telegram");
      telegram.says(ADA, "one");
      await().atMost(PATIENCE).until(() -> telegram.texts(ADA).size() == 1);

      // Fetched, and the database swallows what is to be kept of it.
      link.blackHole();
      telegram.says(ADA, "two");
      await().atMost(PATIENCE).until(() -> link.injected() > 0);
      first.kill();
      link.pass();
      ChildJvm second = run("serve", "--only", "telegram");
      await().atMost(PATIENCE).until(() -> telegram.texts(ADA).size() == 2);

      // Kept, and killed while the model answers.
      ollama.pace(Duration.ofMillis(300));
      telegram.says(ADA, "three four five six seven eight nine ten");
      await().atMost(PATIENCE).until(() -> ollama.chats().size() == 3);
      second.kill();
      ollama.pace(Duration.ZERO);
      ChildJvm third = run("serve", "--only", "telegram");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(telegram.texts(ADA))
                      .as("%s", third.errorLines())
                      .containsExactly(
                          "You said: one",
                          "You said: two",
                          "You said: three four five six seven eight nine ten"));
      assertThat(bodies("telegram", "member")).hasSize(3);
      assertThat(bodies("telegram", "assistant")).hasSize(3);
    }
  }
}
