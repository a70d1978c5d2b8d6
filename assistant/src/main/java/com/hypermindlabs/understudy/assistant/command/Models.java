package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.embedding.MiniLm;
import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.Ollama;
import com.hypermindlabs.understudy.assistant.model.Timeouts;
import com.hypermindlabs.understudy.assistant.settings.AnswerSettings;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that the settings name. */
final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  /** As {@code inference.embedding.model}: search goes by words alone. */
  private static final String NONE = "none";

  /** A question waits for its meaning no longer than this; another model may have to be loaded. */
  private static final Timeouts MEANING =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));

  private Models() {}

  /** The chosen model for conversations, and those that stand in for it, in order. */
  static List<ChatModel> chat(AssistantSettings settings) {
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

  /**
   * The model of meanings: the one that is set, else the one inside the process, loaded now; empty
   * where neither can be.
   */
  static Optional<Embedder> embedder(AssistantSettings settings) {
    ModelSettings chosen = settings.model(Capability.EMBEDDING);
    @Nullable String name = chosen.model();
    if (name == null) {
      return MiniLm.load();
    }
    return name.equals(NONE)
        ? Optional.empty()
        : Optional.of(new Ollama(chosen.url()).embedder(name, MEANING));
  }

  /** The same, loaded meanwhile on a thread of its own; null until then. */
  static Supplier<@Nullable Embedder> embedderSoon(AssistantSettings settings) {
    FutureTask<Optional<Embedder>> loading = new FutureTask<>(() -> embedder(settings));
    Thread thread = new Thread(loading, "assistant-load-model");
    thread.setDaemon(true);
    thread.start();
    return () -> {
      try {
        return loading.isDone() ? loading.get().orElse(null) : null;
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        LOG.debug("load the model of meanings", e);
        return null;
      }
    };
  }
}
