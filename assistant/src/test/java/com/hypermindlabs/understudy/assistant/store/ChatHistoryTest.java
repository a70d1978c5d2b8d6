package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("com.hypermindlabs.understudy.assistant.TestedServer#all")
class ChatHistoryTest {
  @Parameter TestedServer server;
  private final Keys keys = new Keys();
  private TestDatabase database;
  private ChatHistory history;
  private UUID ada;

  @BeforeEach
  void open() {
    database = server.migrated();
    history = new ChatHistory(database.dataSource(), keys);
    ada = new Members(database.dataSource()).registerOrFind(new Identity.Login("ada"), "Ada").id();
  }

  private Message say(String key, String body) {
    return history.append(NewMessage.from(ada, Channel.WEB, key, body)).message();
  }

  @Test
  void aConversationIsReadBackAsItWasSaid() {
    Message question = say("1", "What is an engine?");
    Generation generation =
        new Generation(
            "llama3.2",
            "the first choice gave no token within 10 s",
            Generation.Finish.CUT,
            new Generation.Usage(12, 345, Duration.ofNanos(250_999_999), Duration.ofSeconds(9)));
    Message answer =
        history.append(NewMessage.answer(question, "An engine is", generation)).message();

    assertThat(history.recent(question.conversation(), null, 10)).containsExactly(question, answer);
    assertThat(history.find(answer.id())).contains(answer);
    assertThat(history.answerTo(question.id())).contains(answer);
    assertThat(history.answerTo(answer.id())).isEmpty();
    assertThat(answer.said().reply().generation().usage().firstToken())
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void theSameMessageKeptTwiceIsOneRow() {
    ChatHistory.Kept first = history.append(NewMessage.from(ada, Channel.WEB, "1", "hello"));
    ChatHistory.Kept again = history.append(NewMessage.from(ada, Channel.WEB, "1", "hello"));
    ChatHistory.Kept elsewhere = history.append(NewMessage.from(ada, Channel.X, "1", "hello"));

    assertThat(first.added()).isTrue();
    assertThat(again).isEqualTo(new ChatHistory.Kept(first.message(), false));
    assertThat(elsewhere.added()).isTrue();
  }

  @Test
  void manyWhoKeepOneMessageAtOnceKeepOneRow() throws Exception {
    NewMessage message = NewMessage.from(ada, Channel.TELEGRAM, "update 5", "hello");

    List<ChatHistory.Kept> kept = Together.of(16).call(each -> history.append(message));

    assertThat(kept.stream().filter(ChatHistory.Kept::added)).hasSize(1);
    assertThat(kept.stream().map(ChatHistory.Kept::message).distinct()).hasSize(1);
    assertThat(Rows.of(database, "SELECT count(*) FROM chat_message")).containsExactly("1");
  }

  @Test
  void historyIsReadInPagesFromItsEnd() {
    List<Message> all = List.of(say("1", "a"), say("2", "b"), say("3", "c"), say("4", "d"));
    Conversation conversation = all.get(0).conversation();

    List<Message> newest = history.recent(conversation, null, 3);
    List<Message> older = history.recent(conversation, newest.get(0).id(), 3);

    assertThat(newest).isEqualTo(all.subList(1, 4));
    assertThat(older).isEqualTo(all.subList(0, 1));
  }

  @Test
  void aGroupChatHasAHistoryOfItsOwn() {
    Communities communities = new Communities(database.dataSource());
    UUID group = communities.registerOrFind(Channel.TELEGRAM, "-100123", "Engineers").id();
    assertThat(communities.registerOrFind(Channel.TELEGRAM, "-100123", "Renamed").id())
        .isEqualTo(group);
    Message alone = say("1", "alone with engines");
    NewMessage said = NewMessage.from(ada, Channel.TELEGRAM, "2", "together with engines");
    Message together = history.append(said.in(group)).message();

    assertThat(history.recent(new Conversation.WithMember(ada), null, 9)).containsExactly(alone);
    assertThat(history.recent(new Conversation.InCommunity(group), null, 9))
        .containsExactly(together);
    assertThat(history.search(together.conversation(), "engines", 9)).containsExactly(together);
  }

  @Test
  void wordsAreFoundInAnyCaseAndAccent() {
    Message first = say("1", "Der Ärger im Café");
    Message second = say("2", "CAFE arger");
    say("3", "nothing of the kind");
    Conversation mine = first.conversation();

    assertThat(history.search(mine, "cafe ÄRGER!", 9)).containsExactly(second, first);
    assertThat(history.search(mine, "cafe", 1)).containsExactly(second);
    assertThat(history.search(mine, "' & | ! :* \\", 9)).isEmpty();
    assertThat(history.search(new Conversation.WithMember(keys.next()), "cafe", 9)).isEmpty();
  }

  @Test
  void hostileTextIsKeptAsItIs() {
    StringBuilder distinct = new StringBuilder();
    for (int word = 0; distinct.length() < 1_000_000; word++) {
      distinct.append(Integer.toString(word, 36)).append("é ");
    }
    List<String> bodies =
        List.of(
            "'; DROP TABLE member; -- :name ?1 ${x} <b> \\ \" %s",
            "👩‍👩‍👧‍👦 \u202eمرحبا עולם\u202c 𝒳 \uFFFF",
            "\u0001\u001b[31m\r\n\t",
            distinct.toString(),
            "x".repeat(1_000_000),
            "\uFDFA".repeat(400_000));

    for (String body : bodies) {
      Message kept = say(Integer.toString(body.hashCode()), body);
      assertThat(history.find(kept.id()).orElseThrow().body().equals(body)).isTrue();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> say("nul", "a\0b"))
        .withMessage(
            "the body of a message has a NUL character at 1, which PostgreSQL cannot store");
    assertThatIllegalArgumentException().isThrownBy(() -> say("empty", ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> say("long", "x".repeat(NewMessage.LONGEST_BODY + 1)));
  }

  @Test
  void aMessageOfAnUnknownMemberIsRefusedWithoutQuotingIt() {
    NewMessage message = NewMessage.from(keys.next(), Channel.WEB, "1", "a secret");

    assertThatThrownBy(() -> history.append(message))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.sqlState()).isEqualTo("23503"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void theServerItselfRefusesRowsThatMakeNoSense() {
    String row =
        "INSERT INTO chat_message (id, member_id, channel, client_key, author, body, words,"
            + " model, created_at) VALUES ('"
            + keys.next()
            + "', '"
            + ada
            + "', ";

    for (String values :
        List.of(
            "'fax', '1', 'member', 'x', '', NULL, now())",
            "'web', '', 'member', 'x', '', NULL, now())",
            "'web', '1', 'nobody', 'x', '', NULL, now())",
            "'web', '1', 'member', '', '', NULL, now())",
            "'web', '1', 'member', 'x', '', 'a model', now())",
            "'web', '1', 'assistant', 'x', '', 'a model', now())",
            "'web', '1', 'member', 'x', '', NULL, 'infinity')")) {
      assertThatThrownBy(() -> Rows.run(database, row + values))
          .rootCause()
          .hasMessageContaining("violates check constraint");
    }
  }

  @Test
  void recentMessagesAreReadFromTheEndOfAnIndex() {
    Rows.run(
        database,
        """
        INSERT INTO member (id, telegram_id, display_name, created_at)
        SELECT gen_random_uuid(), n, 'many', now() FROM generate_series(1, 100) AS n
        """);
    Rows.run(
        database,
        """
        INSERT INTO chat_message
               (id, member_id, channel, client_key, author, body, words, created_at)
        SELECT gen_random_uuid(), member.id, 'web', n, 'member', 'some text', 'some text', now()
          FROM generate_series(1, 200) AS n, member
        """);
    Rows.run(TestedServer.asOwner(database), "ANALYZE");

    String plan =
        String.join(
            "\n",
            Rows.of(
                database,
                "EXPLAIN SELECT * FROM chat_message WHERE member_id = '"
                    + ada
                    + "' AND community_id IS NULL AND id < '"
                    + new UUID(-1, -1)
                    + "' ORDER BY id DESC LIMIT 20"));

    assertThat(plan)
        .contains("Index Scan Backward using chat_message_of_member")
        .doesNotContain("Sort");
  }
}
