package com.hypermindlabs.understudy.assistant.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.assistant.EchoModel;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.ServiceDouble.Fault;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.bot.FixedSite;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account on X against a local server that speaks its API, on a real database. */
class XTest {
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final XPosting POSTING = new XPosting(false, 100, 100, OFTEN);

  private final XServer server = new XServer();
  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final Chat chat = EchoModel.chat(database.dataSource());
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  @TempDir private Path state;
  private X account;

  @AfterEach
  void stop() {
    if (account != null) {
      account.stop(Duration.ofSeconds(2));
    }
    chat.close();
    server.close();
  }

  private void start(XPosting posting) throws Exception {
    Around around =
        new Around(
            database.dataSource(),
            chat,
            (question, roles, limit) -> List.of(),
            new FixedSite(),
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
    account = new X(server.settings(posting), around, failures);
    account.start();
    awaitLooks(1);
  }

  private void awaitLooks(int more) {
    int wanted = server.sinces().size() + more;
    await().atMost(Duration.ofSeconds(30)).until(() -> server.sinces().size() >= wanted);
  }

  private void awaitPosts(Tuple... posts) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(server.posted())
                    .extracting(XServer.Posted::text, XServer.Posted::replyTo)
                    .containsExactly(posts));
  }

  private static Tuple post(String text, long replyTo) {
    return Tuple.tuple(text, replyTo == 0 ? "" : Long.toString(replyTo));
  }

  @Test
  void newMentionsAreAnsweredOnceAndOldOnesNotAtAll() throws Exception {
    server.mention(5, "@us something old");
    start(POSTING);
    long one = server.mention(5, "@us one");
    long two = server.mention(6, "@us two");
    long three = server.mention(5, "@us three");
    server.mention(XServer.ACCOUNT, "@us we ourselves");
    awaitPosts(
        post("You said: Somebody: one", one),
        post("You said: Somebody: two", two),
        post("You said: Somebody: three", three));
    awaitLooks(2);
    assertThat(server.posted()).hasSize(3);
    assertThat(server.sinces().get(server.sinces().size() - 1)).isGreaterThan(three);
    assertThat(server.badSignatures()).isZero();
    assertThat(Rows.of(database, "SELECT count(*) FROM chat_message WHERE community_id IS NULL"))
        .containsExactly("0");
  }

  @Test
  void byDefaultNothingIsPosted() throws Exception {
    start(new XPosting(true, 100, 100, OFTEN));
    server.mention(5, "@us hello");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Rows.of(database, "SELECT problem FROM bot_posted"))
                    .containsExactly("dry run"));
    assertThat(server.posted()).isEmpty();
    assertThat(Rows.of(database, "SELECT body FROM bot_post"))
        .containsExactly("You said: Somebody: hello");
  }

  @Test
  void aPostWhoseAnswerWasLostIsMadeOnce() throws Exception {
    start(POSTING);
    server.next("tweets", Fault.CUT_BEFORE, Fault.CUT_AFTER);
    server.next("mentions", Fault.CUT_AFTER, Fault.BROKEN, Fault.NOT_LET_IN);
    long one = server.mention(5, "@us one");
    awaitPosts(post("You said: Somebody: one", one));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Rows.of(database, "SELECT external_id FROM bot_posted"))
                    .containsExactly("unknown"));
    assertThat(server.posted()).hasSize(1);
    assertThat(server.injected()).isEqualTo(5);
    assertThat(troubles).anyMatch(trouble -> trouble.contains("401"));
  }

  @Test
  void whyItIsNotReachedIsToldInWords() throws Exception {
    XSettings settings = server.settings(POSTING);
    server.close();
    XApi api = new XApi(settings, java.time.InstantSource.system());
    assertThatThrownBy(() -> api.mentions(XServer.ACCOUNT, 0, null))
        .hasMessage("call mentions of X: the connection is refused");
  }

  @Test
  void callsWaitForAsLongAsXAsks() throws Exception {
    start(POSTING);
    server.next("tweets", Fault.TOO_FAST);
    long begun = System.nanoTime();
    long one = server.mention(5, "@us one");
    awaitPosts(post("You said: Somebody: one", one));
    // The server asks for 1 to 2 seconds.
    assertThat(System.nanoTime() - begun).isGreaterThan(900_000_000L);
    assertThat(server.injected()).isEqualTo(1);
  }

  @Test
  void capsHoldThroughARestart() throws Exception {
    XPosting two = new XPosting(false, 2, 100, OFTEN);
    start(two);
    for (int number = 1; number <= 3; number++) {
      server.mention(number, "@us " + number);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> server.posted().size() == 2);
    account.stop(Duration.ofSeconds(2));
    start(two);
    awaitLooks(3);
    assertThat(server.posted()).hasSize(2);
    CommandedPost command = new CommandedPost(server.settings(two), database.dataSource());
    assertThatThrownBy(() -> command.post("ordered", false)).hasMessageContaining("caps");
    account.stop(Duration.ofSeconds(2)); // else it takes the place that becomes free
    Rows.run(
        TestedServer.asSuperuser(database),
        "UPDATE bot_posted SET posted_at = posted_at - interval '61 minutes'");
    Rows.run(
        TestedServer.asSuperuser(database),
        "UPDATE bot_post SET intended_at = intended_at - interval '61 minutes'");
    assertThat(command.post("ordered", false).id()).isNotEmpty();
    start(two);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(server.posted())
                    .extracting(XServer.Posted::text)
                    .containsExactly(
                        "You said: Somebody: 1",
                        "You said: Somebody: 2",
                        "ordered",
                        "You said: Somebody: 3"));
  }
}
