package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.bot.Asking;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.bot.StatusWords;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.Sender;
import com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the bot says to a message, as Markdown. Thread-safe. */
final class Answers {
  private static final int PASSAGES = 3;
  private static final int LONGEST_PASSAGE = 700;
  private static final int LONGEST_TITLE = 300;
  private static final String HELP =
      """
      Write to me, and I answer; in a group mention me, or reply to what I said.

      /search WORDS - find passages in what I know
      /status - how I am doing
      /help - this
      """;

  private final Around around;
  private final Members members;
  private final Asking asking;
  private final @Nullable Long owner;

  Answers(Around around, @Nullable Long owner) {
    this.around = around;
    this.members = new Members(around.source());
    this.asking = new Asking(around.chat());
    this.owner = owner;
  }

  /**
   * The answer; waits for the database and the model.
   *
   * @param key names the message for good
   */
  String to(Inbound message, String key) throws InterruptedException {
    @Nullable String command = message.command();
    if (command == null) {
      return message.text().isEmpty()
          ? "I can read text only."
          : conversation(message, key, message.text());
    }
    return switch (command) {
      case "start" -> "Hello, " + message.name() + ".\n\n" + HELP;
      case "help" -> HELP;
      case "status" -> status(message);
      case "search" -> search(message);
      default -> "I do not know /" + command + ".\n\n" + HELP;
    };
  }

  private String conversation(Inbound message, String key, String text)
      throws InterruptedException {
    @Nullable String group = message.group();
    Incoming incoming =
        new Incoming(
            Channel.TELEGRAM,
            new Sender.Met(new Identity.Telegram(message.user()), message.name()),
            group == null
                ? null
                : new Incoming.Group(Long.toString(message.chat()), cut(group, LONGEST_TITLE)),
            key,
            text);
    try {
      String answer = asking.ask(incoming).body();
      return answer.isBlank() ? "I have no answer to that." : answer;
    } catch (TooManyMessagesException e) {
      return "That was too much at once: write again in "
          + Math.max(1, e.waitFor().toSeconds())
          + " s. I have not read your last message.";
    } catch (IllegalArgumentException e) {
      return "I cannot take that: " + e.getMessage() + ".";
    } catch (StoreException e) {
      org.slf4j.LoggerFactory.getLogger(Answers.class).error("keep a message", e);
      return "I could not keep your message, and have no answer to it. Please write it again.";
    }
  }

  /** The owner alone with the bot sees where the servers are; all others how it is. */
  private String status(Inbound message) {
    String words = StatusWords.of(around.site().status());
    boolean toTheOwner = owner != null && owner == message.user() && message.group() == null;
    return toTheOwner
        ? words + "\n\n```\n" + StatusText.table(around.site().status(), Instant.now()) + "```"
        : words;
  }

  /** In a group everybody reads along: there only what is open to all is found. */
  private String search(Inbound message) throws InterruptedException {
    if (message.text().isBlank()) {
      return "Write what to search for: /search WORDS";
    }
    List<FoundPassage> found =
        Ledger.patiently(() -> around.search().find(message.text(), roles(message), PASSAGES));
    if (found.isEmpty()) {
      return "I found nothing about that.";
    }
    StringBuilder text = new StringBuilder();
    for (FoundPassage passage : found) {
      text.append("**")
          .append(passage.title())
          .append("**")
          .append(passage.placed())
          .append("\n\n");
      text.append("```\n").append(cut(passage.body(), LONGEST_PASSAGE).replace("```", "'''"));
      text.append("\n```\n\n");
    }
    return text.toString();
  }

  private Set<String> roles(Inbound message) {
    return message.group() == null
        ? members.find(new Identity.Telegram(message.user())).map(Member::roles).orElse(Set.of())
        : Set.of();
  }

  private static String cut(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
  }
}
