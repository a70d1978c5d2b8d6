package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Desk;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotPosted;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a message from where an earlier try came to: the answer is decided on once, each part of
 * it is sent until it is known to have arrived. Thread-safe.
 */
final class Answering implements Desk.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final long bot;
  private final Answers answers;
  private final Ledger ledger;
  private final Sending sending;
  private final Clocks clocks;

  /** The time, and threads for what is repeated. */
  record Clocks(InstantSource clock, ScheduledExecutorService threads) {}

  Answering(long bot, Answers answers, Ledger ledger, Sending sending, Clocks clocks) {
    this.bot = bot;
    this.answers = answers;
    this.ledger = ledger;
    this.sending = sending;
    this.clocks = clocks;
  }

  @Override
  public void on(BotUpdate update) throws InterruptedException {
    Inbound message = Inbound.of(update.body());
    List<BotPost> posts = ledger.intended(update.key());
    if (posts.isEmpty()) {
      posts = ledger.intend(decide(message, update));
    }
    Set<Integer> done = ledger.done(update.key());
    for (BotPost post : posts) {
      if (!done.contains(post.part())) {
        ledger.posted(send(message, post));
      }
    }
  }

  private List<BotPost> decide(Inbound message, BotUpdate update) throws InterruptedException {
    String answer;
    try (Typing typing = Typing.in(message.destination(), sending, clocks.threads())) {
      answer = answers.to(message, bot + ":" + update.key());
    }
    List<Part> parts = Markup.of(answer).cut();
    if (parts.isEmpty()) {
      parts = List.of(new Part("I have no answer to that.", List.of()));
    }
    Instant now = clocks.clock().instant();
    List<BotPost> posts = new ArrayList<>();
    for (int at = 0; at < parts.size(); at++) {
      boolean last = at == parts.size() - 1;
      posts.add(new BotPost(update.key(), at, last, parts.get(at).json(), now));
    }
    return posts;
  }

  private BotPosted send(Inbound message, BotPost post) throws InterruptedException {
    Destination to =
        post.part() == 0 ? message.destination() : message.destination().withoutReply();
    try {
      int sent = sending.send(to, Part.of(post.body()));
      return post.sent(Integer.toString(sent), clocks.clock().instant());
    } catch (TelegramException e) {
      // As from somebody who has blocked the bot, or a group that it was thrown out of.
      LOG.warn("answer in the chat {}: {}", to.chat(), e.getMessage());
      return post.dropped(String.valueOf(e.getMessage()), clocks.clock().instant());
    }
  }
}
