package com.hypermindlabs.understudy.assistant.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.model.OllamaServer.Fault;
import com.hypermindlabs.understudy.assistant.store.Author;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaChatTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Timeouts PATIENT = new Timeouts(LONG, LONG, LONG);
  private static final Timeouts SHORT =
      new Timeouts(Duration.ofMillis(700), Duration.ofMillis(700), LONG);
  private static final Prompt PROMPT =
      new Prompt(
          "Be kind.",
          List.of(
              new Prompt.Turn(Author.MEMBER, "Hello"),
              new Prompt.Turn(Author.ASSISTANT, "Hello, Ada"),
              new Prompt.Turn(Author.MEMBER, "one two three four five")));

  private final OllamaServer server = OllamaServer.start("m");
  private final StringBuilder text = new StringBuilder();
  private final StopSignal stop = new StopSignal();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anAnswerComesWordByWordWithItsCounts() throws Exception {
    Usage usage = chat(PATIENT).answer(PROMPT, text::append, stop);
    assertThat(text).hasToString("You said: one two three four five");
    assertThat(usage).isEqualTo(new Usage(11, 7));
    var sent = server.chats().get(0);
    assertThat(sent.path("messages").findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(sent.at("/options/num_ctx").asInt()).isEqualTo(2048);
    assertThat(sent.path("stream").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SILENT  |                | said nothing for 700 ms",
        "STALLED | You said: one  | fell silent for 700 ms",
        "CUT     | You said: one  | the connection to http",
        "GARBAGE | You said: one  | is no answer of Ollama",
        "BROKEN  |                | the server answers 500: llama runner process has terminated",
        "ERROR   | You said: one  | the server says: out of memory",
        "EMPTY   |                | the answer was cut off, or empty",
      })
  void whatGoesWrongIsTold(Fault fault, String heard, String reason) {
    server.fault("m", fault);
    Timeouts timeouts = fault == Fault.SILENT || fault == Fault.STALLED ? SHORT : PATIENT;
    assertThatThrownBy(() -> chat(timeouts).answer(PROMPT, text::append, stop))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
    assertThat(text.toString().strip()).isEqualTo(heard == null ? "" : heard);
  }

  @Test
  void aModelThatIsNotThereAndAServerThatIsNotThereAreTold() {
    server.remove("m");
    assertThatThrownBy(() -> chat(PATIENT).answer(PROMPT, text::append, stop))
        .hasMessage("the model is not there; try 'ollama pull m'");
    ChatModel nowhere = new Ollama(URI.create("http://127.0.0.1:1")).chat("m", 2048, PATIENT);
    assertThatThrownBy(() -> nowhere.answer(PROMPT, text::append, stop))
        .hasMessage("http://127.0.0.1:1 cannot be reached");
  }

  @Test
  void oneThatGoesOnForTooLongIsEnded() {
    server.fault("m", Fault.ENDLESS).pace(Duration.ofMillis(20));
    Timeouts whole = new Timeouts(LONG, LONG, Duration.ofSeconds(1));
    assertThatThrownBy(() -> chat(whole).answer(PROMPT, text::append, stop))
        .hasMessage("took longer than 1 s");
    assertThat(text).startsWith("You said: ");
    Awaitility.await().until(() -> server.brokenOff() == 1);
  }

  @Test
  void stoppingClosesTheConnection() throws Exception {
    server.fault("m", Fault.ENDLESS).pace(Duration.ofMillis(10));
    chat(PATIENT)
        .answer(
            PROMPT,
            more -> {
              if (text.append(more).length() > 20) {
                stop.stop();
              }
            },
            stop);
    assertThat(text.length()).isBetween(21, 60);
    Awaitility.await().until(() -> server.brokenOff() == 1);
  }

  @Test
  void stoppingFreesOneThatHasNotBegun() throws Exception {
    server.fault("m", Fault.SILENT);
    Thread stopping =
        new Thread(
            () -> {
              Awaitility.await().until(() -> !server.chats().isEmpty());
              stop.stop();
            });
    stopping.start();
    chat(PATIENT).answer(PROMPT, text::append, stop);
    assertThat(text).isEmpty();
    stopping.join();
  }

  private ChatModel chat(Timeouts timeouts) {
    return new Ollama(server.url()).chat("m", 2048, timeouts);
  }
}
