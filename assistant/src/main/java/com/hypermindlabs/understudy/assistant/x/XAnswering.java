package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.bot.Asking;
import com.hypermindlabs.understudy.assistant.bot.Desk;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.Sender;
import com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a mention with one post, from where an earlier try came to. Thread-safe. */
final class XAnswering implements Desk.Work {
  private static final Logger LOG = LoggerFactory.getLogger(XAnswering.class);
  private static final Duration OLD = Duration.ofDays(1);

  private final long account;
  private final Asking asking;
  private final Ledger ledger;
  private final Posting posting;
  private final InstantSource clock;

  XAnswering(long account, Asking asking, Ledger ledger, Posting posting, InstantSource clock) {
    this.account = account;
    this.asking = asking;
    this.ledger = ledger;
    this.posting = posting;
    this.clock = clock;
  }

  @Override
  public void on(BotUpdate update) throws InterruptedException {
    Mention mention = Mention.of(update.body());
    List<BotPost> intended = ledger.intended(update.key());
    boolean again = !intended.isEmpty();
    BotPost post = again ? intended.get(0) : decide(mention, update);
    Set<Integer> done = ledger.done(update.key());
    if (done.contains(post.part())) {
      return;
    }
    boolean old = update.receivedAt().isBefore(clock.instant().minus(OLD));
    ledger.posted(
        old && !again
            ? post.dropped("a day had passed when its turn came", clock.instant())
            : posting.post(post, mention.id(), again));
  }

  private BotPost decide(Mention mention, BotUpdate update) throws InterruptedException {
    String text = PostText.of(answer(mention, update));
    BotPost post = new BotPost(update.key(), 0, true, text.isEmpty() ? "…" : text, clock.instant());
    return ledger.intend(List.of(post)).get(0);
  }

  /**
   * In a conversation of its own: what a member said elsewhere alone with the assistant is not to
   * shine through in what everybody reads.
   */
  private String answer(Mention mention, BotUpdate update) throws InterruptedException {
    Incoming incoming =
        new Incoming(
            Channel.X,
            new Sender.Met(new Identity.X(mention.author()), mention.name()),
            new Incoming.Group(
                Long.toString(mention.conversation()), "X conversation " + mention.conversation()),
            account + ":" + update.key(),
            mention.said());
    try {
      return asking.ask(incoming).body();
    } catch (TooManyMessagesException | IllegalArgumentException e) {
      LOG.info("a mention is not answered: {}", e.getMessage());
      return "I cannot answer that now.";
    } catch (StoreException e) {
      LOG.error("keep a mention", e);
      return "I cannot answer that now.";
    }
  }
}
