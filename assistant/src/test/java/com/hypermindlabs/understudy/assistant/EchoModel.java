package com.hypermindlabs.understudy.assistant;

import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.Prompt;
import com.hypermindlabs.understudy.assistant.model.StopSignal;
import com.hypermindlabs.understudy.assistant.model.Usage;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A model that says what it was told: {@code long N} gets N lines, {@code code N} a block of code
 * of N lines, {@code slow MILLIS} an answer that takes as long, everything else comes back.
 */
public final class EchoModel implements ChatModel {
  @Override
  public String name() {
    return "echo";
  }

  @Override
  public Usage answer(Prompt prompt, Consumer<String> text, StopSignal stop) {
    String asked = prompt.turns().get(prompt.turns().size() - 1).text();
    String[] words = asked.split(" ", -1);
    switch (words[0]) {
      case "long" -> lines(text, Integer.parseInt(words[1]));
      case "code" -> {
        text.accept("Here it is:\n\n```java\n");
        lines(text, Integer.parseInt(words[1]));
        text.accept("```\n\nThat was it.");
      }
      case "slow" -> {
        text.accept("slowly ");
        CountDownLatch stopped = new CountDownLatch(1);
        stop.onStop(stopped::countDown);
        try {
          if (!stopped.await(Long.parseLong(words[1]), TimeUnit.MILLISECONDS)) {
            text.accept("done");
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      default -> text.accept("You said: " + asked);
    }
    return new Usage(1, 1);
  }

  private static void lines(Consumer<String> text, int count) {
    for (int line = 1; line <= count; line++) {
      text.accept("    line " + line + " of " + count + "\n");
    }
  }

  /** The assistant's service over a database, answered by this model. */
  public static Chat chat(DataSource source) {
    Stores stores =
        new Stores(
            new Members(source),
            new Communities(source),
            new ChatHistory(source),
            new Finder(new Knowledge(source)));
    ChatOptions options =
        new ChatOptions(ChatOptions.SYSTEM_PROMPT, 4096, 1000, Duration.ofSeconds(20));
    return new Chat(stores, List.of(new EchoModel()), options);
  }
}
