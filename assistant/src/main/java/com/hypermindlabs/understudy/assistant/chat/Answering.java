package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.model.Prompt;
import com.hypermindlabs.understudy.assistant.model.StopSignal;
import com.hypermindlabs.understudy.assistant.model.Usage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the models in order until one begins to answer. One that breaks off after its first words is
 * not followed by another: what it said stays, and the reason with it. One object, one reply.
 */
final class Answering {
  private static final int LONGEST_PROBLEM = 2000;

  private final Listeners listeners;
  private final StopSignal stop;
  private final long begun = System.nanoTime();
  private final List<String> problems = new ArrayList<>();
  private @Nullable Duration firstToken;

  Answering(Listeners listeners, StopSignal stop) {
    this.listeners = listeners;
    this.stop = stop;
  }

  /**
   * How the reply came about; its text is with the listeners. A generation without a model when
   * none began.
   */
  Generation ask(List<ChatModel> models, Prompt prompt) {
    if (models.isEmpty()) {
      problems.add("no model is set: inference.chat.model");
    }
    for (ChatModel model : models) {
      try {
        Usage usage = model.answer(prompt, this::take, stop);
        return stop.stopped()
            ? stopped(model)
            : generation(model, Generation.Finish.COMPLETE, usage);
      } catch (ModelException e) {
        if (stop.stopped()) {
          return stopped(model);
        }
        problems.add(model.name() + ": " + e.reason());
        if (firstToken != null) {
          listeners.notice("The reply was cut off: " + e.reason());
          return generation(model, Generation.Finish.CUT, Usage.UNKNOWN);
        }
        tellNext(models, model, e);
      }
    }
    return generation(null, Generation.Finish.COMPLETE, Usage.UNKNOWN);
  }

  private Generation stopped(ChatModel model) {
    if (stop.reason().isEmpty()) {
      return generation(model, Generation.Finish.STOPPED, Usage.UNKNOWN);
    }
    problems.add(stop.reason());
    listeners.notice("The reply was cut off: " + stop.reason());
    return generation(model, Generation.Finish.CUT, Usage.UNKNOWN);
  }

  private void tellNext(List<ChatModel> models, ChatModel failed, ModelException why) {
    int next = models.indexOf(failed) + 1;
    String told = "The model " + failed.name() + " does not answer (" + why.reason() + ")";
    listeners.notice(
        next < models.size() ? told + "; asking " + models.get(next).name() + "." : told + ".");
  }

  private void take(String text) {
    if (firstToken == null) {
      firstToken = elapsed();
    }
    listeners.text(text);
  }

  private Generation generation(@Nullable ChatModel model, Generation.Finish finish, Usage usage) {
    return new Generation(
        model == null ? null : model.name(),
        problem(),
        finish,
        new Generation.Usage(usage.promptTokens(), usage.replyTokens(), firstToken, elapsed()));
  }

  private @Nullable String problem() {
    String all = String.join("; ", problems);
    return all.isEmpty() ? null : all.substring(0, Math.min(all.length(), LONGEST_PROBLEM));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
