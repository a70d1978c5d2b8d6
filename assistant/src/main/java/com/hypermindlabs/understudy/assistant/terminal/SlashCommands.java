package com.hypermindlabs.understudy.assistant.terminal;

import com.hypermindlabs.understudy.assistant.store.Author;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Conversation;
import com.hypermindlabs.understudy.assistant.store.Document;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is typed after a slash, answered as Markdown. Thread-safe. */
final class SlashCommands {
  /** Their names, for completion. */
  static final List<String> NAMES =
      List.of("/help", "/history", "/knowledge", "/model", "/quit", "/search", "/status");

  private static final int PASSAGES = 5;
  private static final int MESSAGES = 10;
  private static final int MOST_MESSAGES = 200;
  private static final int DOCUMENTS = 100;
  private static final String HELP =
      """
      - `/status` how the site stands
      - `/search WORDS` passages of knowledge, and what was said here
      - `/history [N]` the last messages
      - `/model` who answers, and how the last answer came about
      - `/knowledge` what is known
      - `/help` this
      - `/quit` leave; so do Ctrl-D and Ctrl-C

      Ctrl-C stops a running reply. Everything else is a message.
      """;

  private final Place place;
  private final Member member;

  SlashCommands(Place place, Member member) {
    this.place = place;
    this.member = member;
  }

  /** Whether a line is a command, and no message. */
  static boolean is(String line) {
    return line.startsWith("/");
  }

  /** Whether a line ends the conversation. */
  static boolean quits(String line) {
    return line.strip().equals("/quit") || line.strip().equals("/exit");
  }

  /**
   * What it says.
   *
   * @throws com.hypermindlabs.understudy.assistant.store.StoreException when the database does not
   *     serve
   */
  String run(String line) {
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "/help" -> HELP;
      case "/status" -> code(StatusText.table(place.status().get(), Instant.now()));
      case "/search" -> search(rest);
      case "/history" -> history(rest);
      case "/model" -> model();
      case "/knowledge" -> knowledge();
      default -> "There is no command `" + words[0] + "`; `/help` lists them.";
    };
  }

  private String search(String question) {
    if (question.isEmpty()) {
      return "Write what to search for: `/search WORDS`.";
    }
    List<FoundPassage> found = place.finder().find(question, member.roles(), Set.of(), PASSAGES);
    List<Message> said = history().search(conversation(), question, PASSAGES);
    if (found.isEmpty() && said.isEmpty()) {
      return "Nothing found.";
    }
    String passages = found.stream().map(SlashCommands::passage).collect(Collectors.joining("\n"));
    String messages = said.stream().map(SlashCommands::line).collect(Collectors.joining("\n"));
    return passages + (messages.isEmpty() ? "" : "\n**Said here**\n\n" + code(messages));
  }

  private static String passage(FoundPassage passage) {
    return "**"
        + passage.title()
        + "**"
        + passage.placed()
        + " (`"
        + passage.source()
        + "`)\n\n"
        + code(passage.body());
  }

  private String history(String count) {
    int wanted = MESSAGES;
    if (!count.isEmpty()) {
      try {
        wanted = Math.min(MOST_MESSAGES, Math.max(1, Integer.parseInt(count)));
      } catch (NumberFormatException e) {
        return "Write how many messages: `/history 20`.";
      }
    }
    List<Message> recent = history().recent(conversation(), null, wanted);
    return recent.isEmpty()
        ? "Nothing was said yet."
        : code(recent.stream().map(SlashCommands::line).collect(Collectors.joining("\n")));
  }

  private static String line(Message message) {
    String who = message.author() == Author.MEMBER ? "you" : "assistant";
    String when = message.createdAt().toString().substring(0, 16).replace('T', ' ');
    return when + "  " + who + ": " + message.body().strip();
  }

  private String model() {
    @Nullable String chosen = place.model().model();
    String first =
        chosen == null
            ? "No model is chosen: see `inference.chat.model`."
            : "First choice: `" + chosen + "` at " + place.model().url();
    return history().recent(conversation(), null, MESSAGES).stream()
        .map(message -> message.said().reply())
        .filter(reply -> reply != null)
        .reduce((one, other) -> other)
        .map(reply -> first + "\n\nLast answer: " + generation(reply))
        .orElse(first);
  }

  private static String generation(NewMessage.Reply reply) {
    Generation generation = reply.generation();
    Generation.Usage usage = generation.usage();
    StringBuilder text = new StringBuilder();
    text.append(generation.model() == null ? "no model" : "`" + generation.model() + "`");
    text.append(", ").append(generation.finish().name().toLowerCase(Locale.ROOT));
    if (usage.firstToken() != null && usage.total() != null) {
      text.append(", first word after ").append(usage.firstToken().toMillis());
      text.append(" ms, all after ").append(usage.total().toMillis()).append(" ms");
    }
    if (usage.replyTokens() != null) {
      text.append(", ").append(usage.replyTokens()).append(" tokens");
    }
    text.append(generation.problem() == null ? "" : "; " + generation.problem());
    return text.toString();
  }

  private String knowledge() {
    List<Document> documents = new Knowledge(place.source()).list(null, DOCUMENTS);
    return documents.isEmpty()
        ? "Nothing is known yet: `understudy knowledge import FOLDER`."
        : documents.stream()
            .map(each -> "- " + each.title() + " (`" + each.source() + "`, " + each.domain() + ")")
            .collect(Collectors.joining("\n"));
  }

  private static String code(String text) {
    return "```\n" + text.stripTrailing().replace("```", "'''") + "\n```\n";
  }

  private ChatHistory history() {
    return new ChatHistory(place.source());
  }

  private Conversation conversation() {
    return new Conversation.WithMember(member.id());
  }
}
