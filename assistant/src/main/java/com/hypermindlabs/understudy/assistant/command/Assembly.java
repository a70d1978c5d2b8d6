package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.knowledge.Meanings;
import com.hypermindlabs.understudy.assistant.knowledge.MeaningsInBackground;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings;
import com.hypermindlabs.understudy.route.Mode;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The assistant put together for one process of the site: what the commands that converse share.
 *
 * @param settings the assistant's
 * @param understudy the site
 * @param embedder the model of meanings; null while there is none
 * @param finder searches the knowledge
 * @param chat takes messages and answers
 */
record Assembly(
    AssistantSettings settings,
    Understudy understudy,
    Supplier<@Nullable Embedder> embedder,
    Finder finder,
    Chat chat)
    implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  static Assembly of(ProgramSettings settings, Understudy understudy) {
    DataSource source = understudy.dataSource();
    AssistantSettings assistant = settings.assistant();
    Supplier<@Nullable Embedder> embedder = Models.embedderSoon(assistant);
    Finder finder = new Finder(new Knowledge(source), embedder);
    Stores stores =
        new Stores(new Members(source), new Communities(source), new ChatHistory(source), finder);
    Chat chat = new Chat(stores, Models.chat(assistant), options(assistant));
    return new Assembly(assistant, understudy, embedder, finder, chat);
  }

  private static ChatOptions options(AssistantSettings settings) {
    ChatOptions usual = ChatOptions.USUAL;
    @Nullable String prompt = settings.chat().systemPrompt();
    return new ChatOptions(
        prompt == null ? usual.systemPrompt() : prompt,
        settings.answers().contextTokens(),
        settings.answers().messagesPerMinute(),
        usual.keepPatience());
  }

  /**
   * Gives passages their meanings in the background, once the model is there. In an outage they
   * wait: each of them would be one row more to hand back.
   */
  MeaningsInBackground meanings() {
    return new MeaningsInBackground(
        () -> {
          @Nullable Embedder model = embedder.get();
          return model == null
              ? null
              : new Meanings(new PassageEmbeddings(understudy.dataSource()), model);
        },
        this::undisturbed,
        PAUSE);
  }

  private boolean undisturbed() {
    Mode mode = understudy.status().mode();
    return mode == Mode.NORMAL || mode == Mode.LOCAL;
  }

  /** Ends what is being answered. */
  @Override
  public void close() {
    chat.close();
  }

  void close(Duration patience) {
    chat.close(patience);
  }
}
