package com.hypermindlabs.understudy.assistant.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.EchoModel;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.ServiceDouble.Fault;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.bot.FixedSite;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.settings.OwnerSettings;
import com.hypermindlabs.understudy.assistant.settings.TelegramSettings;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bot against a local server that speaks the Bot API, on a real database. */
@Tag("slow")
class TelegramTest {
  private static final long ADA = 7;
  private static final long OWNER = 42;
  private static final long GROUP = -100_123;

  private final TelegramServer server = new TelegramServer();
  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final FixedSite site = new FixedSite();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private Chat chat;
  private Telegram bot;
  @TempDir private Path state;

  @BeforeEach
  void start() throws Exception {
    chat = EchoModel.chat(database.dataSource());
    bot = bot(TelegramServer.TOKEN);
    bot.start();
  }

  @AfterEach
  void stop() {
    bot.stop(Duration.ofSeconds(2));
    chat.close();
    server.close();
  }

  private Telegram bot(String token) {
    TelegramSettings settings =
        new TelegramSettings(
            null, null, Secret.of(token), server.uri(), new OwnerSettings(null, null, OWNER, null));
    Finder finder = new Finder(new Knowledge(database.dataSource()));
    Around around =
        new Around(
            database.dataSource(),
            chat,
            (question, roles, limit) -> finder.find(question, roles, Set.of(), limit),
            site,
            state);
    Failures failures =
        new Failures() {
          @Override
          public void failed(String reason) {
            troubles.add(reason);
          }

          @Override
          public void up() {
            troubles.add("up");
          }
        };
    return new Telegram(settings, around, failures);
  }

  private void awaitTexts(long to, String... texts) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(server.texts(to)).containsExactly(texts));
  }

  @Test
  void aConversationIsAnsweredInOrderAndKept() {
    server.says(ADA, "one");
    server.says(ADA, "two");
    awaitTexts(ADA, "You said: one", "You said: two");
    assertThat(Rows.of(database, "SELECT body FROM chat_message ORDER BY id"))
        .containsExactly("one", "You said: one", "two", "You said: two");
    assertThat(Rows.of(database, "SELECT telegram_id FROM member")).containsExactly("7");
    assertThat(server.typing()).isPositive();
    await().untilAsserted(() -> assertThat(server.offsets()).endsWith(1002));
  }

  @Test
  void commandsAreAnswered() {
    server.says(ADA, "/start");
    server.says(ADA, "/status");
    server.says(ADA, "/dance");
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(ADA).size() == 3);
    assertThat(server.texts(ADA).get(0)).startsWith("Hello, User 7.").contains("/search WORDS");
    assertThat(server.texts(ADA).get(1)).contains("All is well").doesNotContain("db:5432");
    assertThat(server.texts(ADA).get(2)).startsWith("I do not know /dance.");
    server.says(OWNER, "/status");
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(OWNER).size() == 1);
    assertThat(server.texts(OWNER).get(0)).contains("db:5432");
  }

  @Test
  void aSearchFindsWhatTheAskerMayRead() {
    Knowledge knowledge = new Knowledge(database.dataSource());
    knowledge.restrictDomain("secret", Set.of("spy"));
    knowledge.openDomain("open");
    put(knowledge, "secret", "harbour.md", "The harbour is mined.");
    put(knowledge, "open", "town.md", "The harbour is pretty.");
    new Members(database.dataSource())
        .add(new Keys().next(), List.of(new Identity.Telegram(ADA)), "Ada", Set.of("spy"));
    server.says(ADA, "/search harbour");
    server.says(8, "/search harbour");
    server.deliver(server.message(ADA, GROUP, "Crew", "/search@under_bot harbour"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(server.sent()).hasSize(3));
    assertThat(server.texts(ADA).get(0)).contains("mined", "pretty");
    assertThat(server.texts(8).get(0)).contains("pretty").doesNotContain("mined");
    assertThat(server.texts(GROUP).get(0)).contains("pretty").doesNotContain("mined");
  }

  private static void put(Knowledge knowledge, String domain, String source, String body) {
    var unused =
        knowledge.put(
            new NewDocument(
                domain,
                source,
                source,
                "0".repeat(64),
                List.of(new NewDocument.Passage(null, body, null))));
  }

  @Test
  void inAGroupItAnswersWhatIsSaidToIt() {
    server.deliver(server.message(ADA, GROUP, "Crew", "hello all"));
    server.deliver(server.message(ADA, GROUP, "Crew", "hello @other_bot"));
    server.deliver(server.message(ADA, GROUP, "Crew", "/status@other_bot"));
    server.deliver(server.message(ADA, GROUP, "Crew", "/unknown"));
    ObjectNode mention = server.message(ADA, GROUP, "Crew", "@under_bot are you there");
    server.deliver(mention);
    ObjectNode reply = server.message(ADA, GROUP, "Crew", "and why");
    reply
        .putObject("reply_to_message")
        .put("message_id", 1)
        .putObject("from")
        .put("id", TelegramServer.BOT)
        .put("is_bot", true)
        .put("first_name", "Under");
    server.deliver(reply);
    ObjectNode robot = server.message(9, GROUP, "Crew", "@under_bot I am a bot");
    robot.withObject("/from").put("is_bot", true);
    server.deliver(robot);
    awaitTexts(GROUP, "You said: User 7: are you there", "You said: User 7: and why");
    assertThat(server.sent().get(0).replyTo()).isEqualTo(mention.path("message_id").asInt());
    assertThat(Rows.of(database, "SELECT title FROM community")).containsExactly("Crew");
    assertThat(Rows.of(database, "SELECT count(*) FROM chat_message WHERE community_id IS NULL"))
        .containsExactly("0");
  }

  @Test
  void updatesDeliveredAgainAndBackwardsAreAnsweredOnce() throws Exception {
    server.says(ADA, "one");
    server.says(ADA, "two");
    awaitTexts(ADA, "You said: one", "You said: two");
    server.deliverAgainBackwards();
    server.says(ADA, "three");
    awaitTexts(ADA, "You said: one", "You said: two", "You said: three");
    bot.stop(Duration.ofSeconds(2));
    server.confirming(false);
    bot = bot(TelegramServer.TOKEN);
    bot.start();
    server.says(ADA, "four");
    awaitTexts(ADA, "You said: one", "You said: two", "You said: three", "You said: four");
  }

  @Test
  void whateverGoesWrongOnTheWayEachMessageIsAnsweredOnce() {
    server.next("getUpdates", Fault.CUT_AFTER, Fault.BROKEN, Fault.TOO_FAST, Fault.CUT_BEFORE);
    server.next("sendMessage", Fault.TOO_FAST, Fault.CUT_BEFORE, Fault.BROKEN);
    server.next("sendChatAction", Fault.BROKEN);
    server.says(ADA, "through all that");
    awaitTexts(ADA, "You said: through all that");
    assertThat(server.injected()).isGreaterThanOrEqualTo(4);
    assertThat(troubles).anyMatch(trouble -> !trouble.equals("up")).contains("up");
    assertThat(troubles).noneMatch(trouble -> trouble.contains("secret-token"));
  }

  @Test
  void aLongAnswerComesInPartsThatAreWholeCode() {
    server.says(ADA, "code 400");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(String.join("", server.texts(ADA))).endsWith("That was it."));
    List<TelegramServer.Sent> parts = server.sent();
    assertThat(parts).hasSizeGreaterThan(1);
    for (TelegramServer.Sent part : parts) {
      assertThat(part.text().length()).isLessThanOrEqualTo(4096);
      assertThat(part.entities().get(0).path("type").asText()).isEqualTo("pre");
      assertThat(part.entities().get(0).path("language").asText()).isEqualTo("java");
    }
    String all = String.join("\n", server.texts(ADA));
    for (int line = 1; line <= 400; line++) {
      assertThat(all).containsOnlyOnce("    line " + line + " of 400");
    }
  }

  @Test
  void messagesToAChatComeNoFasterThanOneASecond() {
    server.says(ADA, "one");
    server.says(ADA, "two");
    server.says(ADA, "three");
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(ADA).size() == 3);
    List<TelegramServer.Sent> sent = server.sent();
    for (int at = 1; at < sent.size(); at++) {
      assertThat(sent.get(at).nanos() - sent.get(at - 1).nanos()).isGreaterThan(750_000_000L);
    }
  }

  @Test
  void theOwnerIsToldOnceOfEachChangeAlsoAfterARestart() throws Exception {
    await().until(() -> state.resolve("telegram-owner.json").toFile().exists());
    site.turn(Mode.DEGRADED, 2, null);
    site.turn(Mode.RETURNING, 2, null);
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(OWNER).size() == 1);
    bot.stop(Duration.ofSeconds(2));
    bot = bot(TelegramServer.TOKEN);
    bot.start();
    site.turn(Mode.NORMAL, 3, FixedSite.returned(3));
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(OWNER).size() == 3);
    assertThat(server.texts(OWNER).get(0)).startsWith("Mode: degraded");
    assertThat(server.texts(OWNER).get(1)).startsWith("Mode: normal");
    assertThat(server.texts(OWNER).get(2)).startsWith("The account of the return");
    bot.stop(Duration.ofSeconds(2));
    bot = bot(TelegramServer.TOKEN);
    bot.start();
    server.says(OWNER, "anything");
    await().atMost(Duration.ofSeconds(30)).until(() -> server.texts(OWNER).size() == 4);
    assertThat(server.texts(OWNER).get(3)).isEqualTo("You said: anything");
  }

  @Test
  void aWrongTokenIsToldAtTheStartAndNeverPrinted() {
    assertThatThrownBy(() -> bot("4711:wrong").start())
        .hasMessageContaining("bot_token")
        .hasMessageNotContaining("wrong");
  }
}
