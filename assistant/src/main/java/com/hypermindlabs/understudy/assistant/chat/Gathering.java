package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.model.Prompt;
import com.hypermindlabs.understudy.assistant.store.Author;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds what a question is to be answered from: what was said lately, and what is known. */
final class Gathering {
  private static final int MOST_MESSAGES = 40;
  private static final int MOST_PASSAGES = 6;
  private static final int MOST_RECALLED = 3;

  private final Stores stores;
  private final PromptBudget budget;
  private final String systemPrompt;

  Gathering(Stores stores, ChatOptions options) {
    this.stores = stores;
    this.budget = PromptBudget.of(options.contextTokens());
    this.systemPrompt = options.systemPrompt();
  }

  /**
   * What was found.
   *
   * @param prompt for the model
   * @param passages of knowledge that are in it, best first
   */
  record Found(Prompt prompt, List<FoundPassage> passages) {}

  Found gather(Asked asked) {
    Message question = asked.question();
    List<FoundPassage> passages =
        stores.finder().find(question.body(), asked.member().roles(), Set.of(), MOST_PASSAGES);
    List<Prompt.Turn> turns =
        turns(
            asked, stores.history().recent(question.conversation(), question.id(), MOST_MESSAGES));
    return budget.fit(systemPrompt, passages, turns);
  }

  /** Messages of the same conversation that hold the question's words, the newest first. */
  List<Message> recalled(Asked asked) {
    Message question = asked.question();
    return stores
        .history()
        .search(question.conversation(), question.body(), MOST_RECALLED + 1)
        .stream()
        .filter(message -> !message.id().equals(question.id()))
        .limit(MOST_RECALLED)
        .toList();
  }

  private List<Prompt.Turn> turns(Asked asked, List<Message> recent) {
    Map<UUID, String> names = new HashMap<>();
    names.put(asked.member().id(), asked.member().displayName());
    List<Prompt.Turn> turns = new ArrayList<>();
    for (Message message : recent) {
      if (!message.body().isBlank()) {
        turns.add(turn(message, names));
      }
    }
    turns.add(turn(asked.question(), names));
    return turns;
  }

  /** In a group chat the model is told who says what. */
  private Prompt.Turn turn(Message message, Map<UUID, String> names) {
    if (message.author() == Author.ASSISTANT || message.communityId() == null) {
      return new Prompt.Turn(message.author(), message.body());
    }
    String name =
        names.computeIfAbsent(
            message.memberId(),
            id -> stores.members().find(id).map(Member::displayName).orElse("somebody"));
    return new Prompt.Turn(Author.MEMBER, name + ": " + message.body());
  }
}
