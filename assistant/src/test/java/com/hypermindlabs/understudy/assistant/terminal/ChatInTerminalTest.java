package com.hypermindlabs.understudy.assistant.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Main;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.command.CommandSite;
import com.hypermindlabs.understudy.assistant.model.OllamaServer;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command {@code chat} in a real terminal and through a pipe, each a process of its own. */
@Tag("slow")
class ChatInTerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "correct horse";
  private static final String ANSWER =
      "# Title\n\nSome **bold** words and `code`:\n\n```\nfirst line\n```\n\n1. one\n2. two\n";

  private final TestDatabase database = TestedServer.EMBEDDED.empty();
  private final OllamaServer ollama = OllamaServer.start("small");
  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.bare().primary(database).fallback(false);
    site.settings()
        .putObject("inference")
        .putObject("chat")
        .put("url", ollama.url().toString())
        .put("model", "small");
    site.write();
  }

  @AfterEach
  void closeAll() {
    site.close();
    ollama.close();
  }

  @Test
  void theFirstMemberIsMadeAndTalksAndLeaves() throws Exception {
    ollama.answers(request -> ANSWER);
    try (TmuxScreen screen = new TmuxScreen(site.folder(), Main.class, site.words("chat"))) {
      screen.awaitShown("make one? [Y/n]");
      screen.press("Enter");
      screen.awaitShown("login:");
      screen.enter("ada");
      screen.awaitShown("name [ada]:");
      screen.enter("Ada L.");
      screen.awaitShown("password:");
      screen.enter(PASSWORD);
      screen.awaitShown("once more:");
      screen.enter(PASSWORD);
      screen.awaitShown("Hello, Ada L.", "you>");
      assertThat(screen.shown()).doesNotContain(PASSWORD).contains("*************");

      screen.enter("tell me");
      screen.awaitShown("Title", "Some bold words and code:", "  first line", "1. one", "2. two");
      String shown = screen.shown();
      assertThat(shown.substring(shown.indexOf("you> tell me")))
          .doesNotContain("**", "```", "# Title");
      assertThat(screen.coloured()).contains("\u001b[1m");

      screen.type("/mod");
      screen.press("Tab");
      screen.awaitShown("you> /model");
      screen.press("Enter");
      screen.awaitShown("First choice: small", "Last answer: small, complete");
      screen.press("Up");
      screen.press("Up");
      screen.awaitShown("you> tell me");
      screen.press("C-u");
      screen.enter("/quit");
      screen.awaitShown("exit code 0");
    }
    assertThat(Rows.of(database, "SELECT role FROM member_role")).containsExactly("owner");
    assertThat(Rows.of(database, "SELECT body FROM chat_message WHERE author = 'member'"))
        .containsExactly("tell me");
  }

  @Test
  @Tag("thorough")
  void sourcesHaveTheNumbersThatTheAnswerCitesThemBy() throws Exception {
    Somebody.in(database, PASSWORD);
    Path fees = site.folder().resolve("fees.md");
    Files.writeString(
        fees,
        "# Mooring fees\n\nA night at the pontoon costs 24 EUR.\n\n## Power\n\nPower at the pontoon"
            + " costs 5 EUR a night.\n");
    assertThat(site.run("knowledge", "import", fees.toString()).code()).isZero();
    ollama.answers(request -> "24 EUR [1].");
    List<String> words = site.words("chat", "--login", "ada");
    try (TmuxScreen screen = new TmuxScreen(site.folder(), Main.class, words)) {
      screen.awaitShown("password:");
      screen.enter(PASSWORD);
      screen.awaitShown("you>");
      screen.enter("What does a night at the pontoon cost?");
      screen.awaitShown("24 EUR [1].", "sources: [1] Mooring fees");
      assertThat(screen.shown()).contains("[2] Mooring fees, Power");
    }
  }

  @Test
  @Tag("thorough")
  void controlCStopsAReplyAndLeavesAtThePrompt() throws Exception {
    Somebody.in(database, PASSWORD);
    ollama.fault("small", OllamaServer.Fault.ENDLESS).pace(Duration.ofMillis(50));
    List<String> words = site.words("chat", "--login", "ada");
    try (TmuxScreen screen = new TmuxScreen(site.folder(), Main.class, words)) {
      for (String wrong : List.of("wrong", "again wrong")) {
        screen.awaitShown("password:");
        screen.enter(wrong);
        screen.awaitShown("do not belong together");
        screen.press("C-l");
      }
      screen.enter(PASSWORD);
      screen.awaitShown("you>");
      screen.enter("on and on");
      screen.awaitShown("You said: on and on");
      screen.press("C-c");
      screen.awaitShown("(stopped)");
      screen.press("C-c");
      screen.awaitShown("exit code 0");
    }
    assertThat(Rows.of(database, "SELECT finish FROM chat_message WHERE author = 'assistant'"))
        .containsExactly("stopped");
  }

  @Test
  void throughAPipeOneMessageALineAndNoCodes() {
    Somebody.in(database, PASSWORD);
    ollama.answers(
        request ->
            "\u001b]0;title\u0007"
                + request
                    .at("/messages")
                    .path(request.at("/messages").size() - 1)
                    .path("content")
                    .asText());
    try (ChildJvm chat = pipe("--password-stdin")) {
      chat.send(PASSWORD);
      chat.send("one");
      chat.awaitLine("]0;titleone"::equals, PATIENCE);
      chat.send("");
      chat.send("two");
      chat.awaitLine("]0;titletwo"::equals, PATIENCE);
      chat.send("/history");
      chat.awaitLine(line -> line.endsWith("you: two"), PATIENCE);
      chat.send("/quit");
      assertThat(chat.awaitExit(PATIENCE)).isZero();
      assertThat(String.join("", chat.lines())).doesNotContain("\u001b", "\u0007");
    }
  }

  @Test
  @Tag("thorough")
  void aWrongPasswordThroughAPipeIsOneAttempt() {
    Somebody.in(database, PASSWORD);
    try (ChildJvm chat = pipe("--password-stdin")) {
      chat.send("wrong");
      assertThat(chat.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(chat.lines()).isEmpty();
      assertThat(String.join("\n", chat.errorLines()))
          .contains("do not belong together", "remedy: ")
          .doesNotContain("\tat ");
    }
  }

  private ChildJvm pipe(String... more) {
    List<String> words = new java.util.ArrayList<>(site.words("chat", "--login", "ada"));
    words.addAll(List.of(more));
    return MainProcess.of(words).start();
  }
}
