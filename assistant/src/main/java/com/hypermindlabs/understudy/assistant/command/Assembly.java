package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.settings.ChatSettings;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The assistant put together for one process of the site: what the commands that converse share.
 *
 * @param settings the assistant's
 * @param understudy the site
 * @param finder searches the knowledge
 * @param chat takes messages and answers
 */
record Assembly(AssistantSettings settings, Understudy understudy, Finder finder, Chat chat)
    implements AutoCloseable {
  static Assembly of(ProgramSettings settings, Understudy understudy) {
    DataSource source = understudy.dataSource();
    Finder finder = new Finder(new Knowledge(source));
    Stores stores =
        new Stores(new Members(source), new Communities(source), new ChatHistory(source), finder);
    Chat chat = new Chat(stores, List.of(), options(settings.assistant()));
    return new Assembly(settings.assistant(), understudy, finder, chat);
  }

  private static ChatOptions options(AssistantSettings settings) {
    ChatSettings chat = settings.chat();
    ChatOptions usual = ChatOptions.USUAL;
    @Nullable String prompt = chat.systemPrompt();
    return new ChatOptions(
        prompt == null ? usual.systemPrompt() : prompt,
        usual.contextTokens(),
        usual.messagesPerMinute(),
        usual.keepPatience());
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
