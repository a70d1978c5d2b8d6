package com.hypermindlabs.understudy.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.Ollama;
import com.hypermindlabs.understudy.assistant.model.OllamaServer;
import com.hypermindlabs.understudy.assistant.model.OllamaServer.Fault;
import com.hypermindlabs.understudy.assistant.model.Timeouts;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));

  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final OllamaServer ollama = OllamaServer.start("first", "second");
  private final Knowledge knowledge = new Knowledge(database.dataSource());
  private final Stores stores =
      new Stores(
          new Members(database.dataSource()),
          new Communities(database.dataSource()),
          new ChatHistory(database.dataSource()),
          new Finder(knowledge));
  private final Heard heard = new Heard();
  private Chat chat = chat(3);

  /** Takes down what a listener is told. */
  private static final class Heard implements ReplyListener {
    final List<List<FoundPassage>> sources = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();

    @SuppressWarnings("JdkObsolete") // read while it is written
    final StringBuffer text = new StringBuffer();

    @Override
    public void sources(List<FoundPassage> passages) {
      sources.add(passages);
    }

    @Override
    public void notice(String notice) {
      notices.add(notice);
    }

    @Override
    public void text(String more) {
      text.append(more);
    }
  }

  @AfterEach
  void close() {
    chat.close();
    ollama.close();
  }

  @Test
  void aMessageIsKeptAnsweredAndKeptAgain() throws Exception {
    RunningReply reply = chat.receive(from(1, "k", "Hello there"), heard);
    Message answer = answer(reply);
    assertThat(reply.repeated()).isFalse();
    assertThat(answer.body()).isEqualTo("You said: Hello there");
    assertThat(heard.text).hasToString(answer.body());
    Generation made = answer.said().reply().generation();
    assertThat(made.model()).isEqualTo("first");
    assertThat(made.problem()).isNull();
    assertThat(made.usage().promptTokens()).isEqualTo(11);
    assertThat(made.usage().replyTokens()).isEqualTo(4);
    assertThat(made.usage().firstToken()).isLessThanOrEqualTo(made.usage().total());
    assertThat(stores.history().answerTo(reply.question().id())).contains(answer);
  }

  @Test
  void theSameMessageAgainGetsTheAnswerItHas() throws Exception {
    Message answer = answer(chat.receive(from(1, "k", "Hello"), ReplyListener.none()));
    RunningReply again = chat.receive(from(1, "k", "Hello"), heard);
    assertThat(again.repeated()).isTrue();
    assertThat(answer(again)).isEqualTo(answer);
    Awaitility.await().until(() -> heard.text.toString().equals(answer.body()));
    assertThat(ollama.chats()).hasSize(1);
    assertThat(Rows.of(database, "SELECT count(*) FROM chat_message")).containsExactly("2");
  }

  @Test
  void theSameMessageWhileItIsAnsweredJoinsTheReply() throws Exception {
    ollama.pace(Duration.ofMillis(50));
    RunningReply first = chat.receive(from(1, "k", "a b c d e f g h"), ReplyListener.none());
    Awaitility.await().until(() -> !ollama.chats().isEmpty());
    RunningReply second = chat.receive(from(1, "k", "a b c d e f g h"), heard);
    assertThat(answer(second)).isEqualTo(answer(first));
    Awaitility.await().until(() -> heard.text.toString().equals(answer(first).body()));
    assertThat(ollama.chats()).hasSize(1);
  }

  @Test
  void aMessageWhoseAnswerWasLostIsAnsweredWhenItComesAgain() throws Exception {
    Message question = answer(chat.receive(from(1, "k", "Hello"), ReplyListener.none()));
    Rows.run(database, "DELETE FROM chat_message WHERE author = 'assistant'");
    RunningReply again = chat.receive(from(1, "k", "Hello"), heard);
    assertThat(again.repeated()).isTrue();
    assertThat(answer(again).body()).isEqualTo(question.body());
    assertThat(ollama.chats()).hasSize(2);
  }

  @Test
  void whenTheFirstModelDoesNotBeginTheNextIsAskedAndTheReasonKept() throws Exception {
    ollama.remove("first");
    Message answer = answer(chat.receive(from(1, "k", "Hello"), heard));
    Generation made = answer.said().reply().generation();
    assertThat(made.model()).isEqualTo("second");
    assertThat(made.problem()).isEqualTo("first: the model is not there; try 'ollama pull first'");
    assertThat(heard.notices).hasSize(1).first().asString().contains("first", "asking second");
  }

  @Test
  void aModelThatBreaksOffIsNotFollowedByAnother() throws Exception {
    ollama.fault("first", Fault.CUT);
    Message answer = answer(chat.receive(from(1, "k", "Hello there you all"), heard));
    Generation made = answer.said().reply().generation();
    assertThat(answer.body()).isEqualTo("You said: Hello ");
    assertThat(made.finish()).isEqualTo(Generation.Finish.CUT);
    assertThat(made.problem()).contains("broke off");
    assertThat(heard.notices).hasSize(1).first().asString().contains("cut off");
    assertThat(ollama.chats()).hasSize(1);
  }

  @Test
  void withoutAnyModelTheBestPassagesAndEarlierWordsAreGiven() throws Exception {
    knows("general", "The harbour opens at nine.");
    answer(chat.receive(from(1, "a", "When does the harbour open"), ReplyListener.none()));
    ollama.close();
    Message answer = answer(chat.receive(from(1, "b", "harbour"), heard));
    Generation made = answer.said().reply().generation();
    assertThat(answer.body())
        .contains("No language model can be reached", "The harbour opens at nine.")
        .contains("Said before", "When does the harbour open");
    assertThat(made.model()).isNull();
    assertThat(made.problem()).contains("first: ", "second: ", "cannot be reached");
    assertThat(heard.text).hasToString(answer.body());
    assertThat(heard.sources).hasSize(1);
  }

  @Test
  void aReplyThatIsStoppedIsKeptAsFarAsItWent() throws Exception {
    ollama.fault("first", Fault.ENDLESS).pace(Duration.ofMillis(10));
    RunningReply reply = chat.receive(from(1, "k", "Hello"), heard);
    Awaitility.await().until(() -> heard.text.length() > 10);
    reply.stop();
    Message answer = answer(reply);
    assertThat(answer.said().reply().generation().finish()).isEqualTo(Generation.Finish.STOPPED);
    assertThat(answer.body()).startsWith("You said: ");
    Awaitility.await().until(() -> ollama.brokenOff() == 1);
  }

  @Test
  void theEndOfTheProgramCutsRepliesAndSaysSo() throws Exception {
    ollama.fault("first", Fault.ENDLESS).pace(Duration.ofMillis(10));
    RunningReply reply = chat.receive(from(1, "k", "Hello"), heard);
    Awaitility.await().until(() -> heard.text.length() > 10);
    chat.close(Duration.ofMillis(100));
    Message answer = answer(reply);
    assertThat(answer.said().reply().generation().finish()).isEqualTo(Generation.Finish.CUT);
    assertThat(answer.said().reply().generation().problem()).isEqualTo("the program was ended");
    assertThatThrownBy(() -> chat.receive(from(1, "l", "Hello"), heard))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.passing()).isTrue());
  }

  @Test
  void historyAndKnowledgeThatTheMemberMayReadAreInThePrompt() throws Exception {
    knows("general", "The harbour opens at nine.");
    knowledge.restrictDomain("secret", Set.of("captain"));
    knows("secret", "The harbour master drinks.");
    answer(chat.receive(from(1, "a", "My name is Ada"), ReplyListener.none()));
    answer(chat.receive(from(1, "b", "What of the harbour?"), heard));
    JsonNode messages = ollama.chats().get(1).path("messages");
    assertThat(messages.findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(messages.get(0).path("content").asText())
        .contains("[1] Paper, line 1", "opens at nine")
        .doesNotContain("drinks");
    assertThat(messages.get(1).path("content").asText()).isEqualTo("My name is Ada");
    assertThat(heard.sources.get(0))
        .extracting(FoundPassage::body)
        .containsExactly("The harbour opens at nine.");

    UUID captain =
        stores
            .members()
            .add(new Keys().next(), List.of(new Identity.X(9)), "Cap", Set.of("captain"))
            .orElseThrow()
            .id();
    answer(
        chat.receive(
            Incoming.alone(Channel.WEB, new Sender.SignedIn(captain), "c", "harbour?"),
            ReplyListener.none()));
    assertThat(ollama.chats().get(2).at("/messages/0/content").asText()).contains("drinks");
  }

  @Test
  void aGroupHasAHistoryOfItsOwnInWhichEverybodyHasAName() throws Exception {
    answer(chat.receive(from(1, "a", "This is between us"), ReplyListener.none()));
    answer(chat.receive(inGroup(1, "b", "Hello group"), ReplyListener.none()));
    answer(chat.receive(inGroup(2, "c", "Hello too"), ReplyListener.none()));
    assertThat(ollama.chats().get(2).path("messages").findValuesAsText("content"))
        .contains("Person 1: Hello group", "Person 2: Hello too")
        .noneMatch(text -> text.contains("between us"));
  }

  @Test
  void whoSendsTooManyMessagesIsToldToWaitAndARepetitionIsNone() throws Exception {
    for (int sent = 0; sent < 3; sent++) {
      answer(chat.receive(from(1, "k" + sent, "Hello"), ReplyListener.none()));
      answer(chat.receive(from(1, "k" + sent, "Hello"), ReplyListener.none()));
    }
    assertThatThrownBy(() -> chat.receive(from(1, "more", "Hello"), ReplyListener.none()))
        .isInstanceOfSatisfying(
            TooManyMessagesException.class,
            e -> assertThat(e.waitFor()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    assertThat(chat.receive(from(1, "k0", "Hello"), ReplyListener.none()).repeated()).isTrue();
    answer(chat.receive(from(2, "k", "Hello"), ReplyListener.none()));
    assertThat(Rows.of(database, "SELECT count(*) FROM chat_message WHERE author = 'member'"))
        .containsExactly("4");
  }

  @Test
  void whatCannotBeKeptIsRefused() {
    assertThatThrownBy(() -> chat.receive(from(1, "k", "  \n"), heard))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chat.receive(from(1, "k", "a\0b"), heard))
        .isInstanceOf(IllegalArgumentException.class);
    Incoming gone =
        Incoming.alone(Channel.WEB, new Sender.SignedIn(new Keys().next()), "k", "Hello");
    assertThatThrownBy(() -> chat.receive(gone, heard))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.sqlState()).isEqualTo("23503"));
  }

  @Test
  void whatAModelWritesThatCannotBeStoredIsReplaced() throws Exception {
    ollama.answers(request -> "a\0b \uD800 c");
    assertThat(answer(chat.receive(from(1, "k", "Hello"), heard)).body())
        .isEqualTo("a\uFFFDb " + heard.text.toString().split(" ", -1)[1] + " c")
        .doesNotContain("\0");
  }

  @Test
  void aQuestionThatTheServerWhichTookOverHasNotGotIsKeptThereUnderItsOwnKey() throws Exception {
    TestDatabase other = TestedServer.EMBEDDED.migrated();
    MovableSource source = new MovableSource(database.dataSource());
    ollama.answers(
        request -> {
          source.moveTo(other.dataSource());
          return "Here I am";
        });
    Stores moved =
        new Stores(
            new Members(source),
            new Communities(source),
            new ChatHistory(source),
            new Finder(new Knowledge(source)));
    Ollama server = new Ollama(ollama.url());
    try (Chat chatting =
        new Chat(moved, List.of(server.chat("first", 4096, TIMEOUTS)), ChatOptions.USUAL)) {
      RunningReply reply = chatting.receive(inGroup(7, "k", "Hello"), ReplyListener.none());
      assertThat(answer(reply).body()).isEqualTo("Here I am");
      for (String table : List.of("member", "community")) {
        String sql = "SELECT id, created_at FROM " + table;
        assertThat(Rows.of(other, sql)).hasSize(1).isEqualTo(Rows.of(database, sql));
      }
      String question = "SELECT id, body, created_at FROM chat_message WHERE author = 'member'";
      assertThat(Rows.of(other, question)).hasSize(1).isEqualTo(Rows.of(database, question));
      assertThat(Rows.of(other, "SELECT body FROM chat_message WHERE author = 'assistant'"))
          .containsExactly("Here I am");
    }
  }

  @Test
  void manyAtOnceGetAnAnswerEach() throws Exception {
    ollama.pace(Duration.ofMillis(5));
    List<RunningReply> replies = new ArrayList<>();
    for (int member = 1; member <= 30; member++) {
      replies.add(chat.receive(from(member, "k", "I am " + member), ReplyListener.none()));
    }
    for (int member = 1; member <= 30; member++) {
      assertThat(answer(replies.get(member - 1)).body()).isEqualTo("You said: I am " + member);
    }
  }

  private Chat chat(int messagesPerMinute) {
    Ollama server = new Ollama(ollama.url());
    List<ChatModel> models =
        Stream.of("first", "second").map(name -> server.chat(name, 4096, TIMEOUTS)).toList();
    return new Chat(
        stores,
        models,
        new ChatOptions("Be kind.", 4096, messagesPerMinute, Duration.ofSeconds(30)));
  }

  private void knows(String domain, String text) {
    knowledge.ensureDomain(domain);
    knowledge.put(
        new NewDocument(
            domain,
            domain + ".txt",
            "Paper",
            "0".repeat(64),
            List.of(new NewDocument.Passage("line 1", text, null))));
  }

  private static Message answer(RunningReply reply) throws Exception {
    return reply.answer().get(60, TimeUnit.SECONDS);
  }

  private static Incoming from(long member, String key, String body) {
    return Incoming.alone(Channel.TELEGRAM, met(member), key, body);
  }

  private static Incoming inGroup(long member, String key, String body) {
    return new Incoming(
        Channel.TELEGRAM, met(member), new Incoming.Group("-100", "Sailors"), key, body);
  }

  private static Sender met(long member) {
    return new Sender.Met(new Identity.Telegram(member), "Person " + member);
  }
}
