package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.Ollama;
import com.hypermindlabs.understudy.assistant.model.Timeouts;
import com.hypermindlabs.understudy.assistant.settings.AnswerSettings;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.ChatSettings;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.time.Duration;
import java.util.ArrayList;
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
    Chat chat = new Chat(stores, models(settings.assistant()), options(settings.assistant()));
    return new Assembly(settings.assistant(), understudy, finder, chat);
  }

  /** The chosen model, and those that stand in for it, in order. */
  private static List<ChatModel> models(AssistantSettings settings) {
    ModelSettings chosen = settings.model(Capability.CHAT);
    AnswerSettings answers = settings.answers();
    List<String> names = new ArrayList<>(answers.fallbackModels());
    if (chosen.model() != null) {
      names.add(0, chosen.model());
    }
    Ollama server = new Ollama(chosen.url());
    Timeouts timeouts = new Timeouts(answers.firstToken(), answers.stall(), answers.whole());
    return names.stream()
        .distinct()
        .map(name -> server.chat(name, answers.contextTokens(), timeouts))
        .toList();
  }

  private static ChatOptions options(AssistantSettings settings) {
    ChatSettings chat = settings.chat();
    ChatOptions usual = ChatOptions.USUAL;
    @Nullable String prompt = chat.systemPrompt();
    return new ChatOptions(
        prompt == null ? usual.systemPrompt() : prompt,
        settings.answers().contextTokens(),
        settings.answers().messagesPerMinute(),
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
