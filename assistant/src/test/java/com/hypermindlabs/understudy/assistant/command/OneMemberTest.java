package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.ReplyListener;
import com.hypermindlabs.understudy.assistant.chat.Sender;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.model.Ollama;
import com.hypermindlabs.understudy.assistant.model.OllamaServer;
import com.hypermindlabs.understudy.assistant.model.Timeouts;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Conversation;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.SignIn;
import com.hypermindlabs.understudy.config.SettingsSources;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both sides of an outage meet the same person; after the return there is one, and one history. */
@Tag("slow")
class OneMemberTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PASSWORD = "correct horse battery";
  private static final Identity TELEGRAM = new Identity.Telegram(7);

  private final TestDatabase primary = TestedServer.EMBEDDED.empty();
  private final FaultProxy link = FaultProxy.to(primary.server());
  private final OllamaServer ollama = OllamaServer.start("m");
  private final CommandSite site = CommandSite.create().primary(link.host(), link.port(), primary);

  @AfterEach
  void close() {
    ollama.close();
    link.close();
    site.close();
  }

  @Test
  void whoIsMetInAnOutageAndSignsUpOnThePrimaryMeanwhileIsOneMember() throws Exception {
    site.settings().putObject("failover").put("calm", "1s");
    site.write();
    ProgramSettings settings =
        ProgramSettings.read(
            SettingsSources.of(site.config(), Path.of("none"))
                .withEnvironment(Map.of())
                .withStateDirectory(site.state()));
    try (Understudy understudy =
        Understudy.builder(settings.library()).migrations(Migrations::run).start()) {
      await(() -> understudy.status().fallback().dataAsOf() != null);
      link.refuse();
      await(() -> understudy.status().mode() == Mode.DEGRADED);

      // Here Telegram's update 1 arrives in the outage, and so it does at another process there.
      say(understudy.dataSource(), "1", "Hello, I am Ada");
      say(understudy.dataSource(), "2", "Only here");
      UUID there = signUpOn(primary.dataSource());
      say(primary.dataSource(), "1", "Hello, I am Ada");
      say(primary.dataSource(), "3", "Only there");

      link.pass();
      await(() -> understudy.status().mode() == Mode.NORMAL);
      isOne(there, understudy.dataSource());
      assertThat(understudy.status().held()).isZero();
    }
  }

  private static UUID signUpOn(DataSource source) {
    UUID id = new Keys().next();
    List<Identity> known = List.of(new Identity.Login("ada"), TELEGRAM);
    assertThat(new Members(source).add(id, known, "Ada", Set.of("owner"))).isPresent();
    assertThat(new Accounts(source).setPassword(id, PASSWORD)).isTrue();
    return id;
  }

  private void isOne(UUID there, DataSource source) {
    assertThat(Rows.of(primary, "SELECT concat_ws('|', id, login, telegram_id) FROM member"))
        .containsExactly(there + "|ada|7");
    assertThat(Rows.of(primary, "SELECT DISTINCT member_id FROM chat_message"))
        .containsExactly(there.toString());
    ChatHistory history = new ChatHistory(source);
    List<Message> said = history.recent(new Conversation.WithMember(there), null, 20);
    assertThat(said)
        .extracting(Message::body)
        .containsExactlyInAnyOrder(
            "Hello, I am Ada",
            "You said: Hello, I am Ada",
            "Only here",
            "You said: Only here",
            "Only there",
            "You said: Only there");
    for (Message message : said) {
      if (message.said().reply() == null) {
        assertThat(history.answerTo(message.id()))
            .hasValueSatisfying(
                answer -> assertThat(answer.body()).isEqualTo("You said: " + message.body()));
      }
    }
    assertThat(new Accounts(source).signIn("ada", PASSWORD)).isInstanceOf(SignIn.Welcome.class);
  }

  private void say(DataSource source, String key, String text) throws Exception {
    Stores stores =
        new Stores(
            new Members(source),
            new Communities(source),
            new ChatHistory(source),
            new Finder(new Knowledge(source)));
    Timeouts timeouts = new Timeouts(LONG, LONG, LONG);
    try (Chat chat =
        new Chat(
            stores,
            List.of(new Ollama(ollama.url()).chat("m", 4096, timeouts)),
            ChatOptions.USUAL)) {
      Incoming message =
          Incoming.alone(Channel.TELEGRAM, new Sender.Met(TELEGRAM, "Ada"), key, text);
      assertThat(
              chat.receive(message, ReplyListener.none()).answer().get(60, TimeUnit.SECONDS).body())
          .isEqualTo("You said: " + text);
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }
}
