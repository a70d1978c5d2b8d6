package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.bot.Backoff;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotPosted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts within the caps until a post is there, or is refused for good. A post whose answer was lost
 * is tried again with the very same text, which X takes once: that it refuses a duplicate tells
 * that the post is there. Thread-safe.
 */
final class Posting {
  private static final Logger LOG = LoggerFactory.getLogger(Posting.class);
  private static final String UNKNOWN = "unknown";
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final XApi api;
  private final Ledger ledger;
  private final XPosting settings;
  private final InstantSource clock;
  private final Consumer<String> troubles;

  /**
   * @param troubles hears why a post is not made yet
   */
  Posting(
      XApi api, Ledger ledger, XPosting settings, InstantSource clock, Consumer<String> troubles) {
    this.api = api;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
    this.troubles = troubles;
  }

  /** When the caps allow a post; now or later. */
  Instant allowed(String key) throws InterruptedException {
    Instant now = clock.instant();
    return new Caps(settings.perHour(), settings.perDay())
        .next(ledger.sentSince(now.minus(Caps.DAY), key), now);
  }

  /**
   * Posts, which may take as long as the caps and X want.
   *
   * @param replyTo the post that is answered; null for none
   * @param again whether an earlier process may have posted it already
   */
  BotPosted post(BotPost post, @Nullable Long replyTo, boolean again) throws InterruptedException {
    if (settings.dryRun()) {
      LOG.info("dry run, not posted: {}", post.body());
      return post.dropped("dry run", clock.instant());
    }
    boolean uncertain = again;
    Backoff backoff = Backoff.usual();
    while (true) {
      awaitCaps(post.key());
      try {
        return post.sent(api.post(post.body(), replyTo), clock.instant());
      } catch (XException e) {
        if (e.kind() == XException.Kind.DUPLICATE && uncertain) {
          return post.sent(UNKNOWN, clock.instant());
        }
        if (e.kind() == XException.Kind.REFUSED || e.kind() == XException.Kind.DUPLICATE) {
          LOG.warn("{}", e.getMessage());
          return post.dropped(String.valueOf(e.getMessage()), clock.instant());
        }
        uncertain |= e.kind() == XException.Kind.UNCERTAIN;
        pause(e, backoff);
      }
    }
  }

  private void pause(XException e, Backoff backoff) throws InterruptedException {
    troubles.accept(String.valueOf(e.getMessage()));
    if (e.kind() == XException.Kind.TOO_FAST) {
      sleepUntil(e.notBefore());
    } else {
      backoff.sleep();
    }
  }

  private void awaitCaps(String key) throws InterruptedException {
    Instant next = allowed(key);
    while (next.isAfter(clock.instant())) {
      LOG.info("the caps allow the next post at {}", next);
      sleepUntil(next);
      next = allowed(key);
    }
  }

  /** In short sleeps: clocks are set. */
  private void sleepUntil(Instant until) throws InterruptedException {
    for (Instant now = clock.instant(); now.isBefore(until); now = clock.instant()) {
      boolean far = now.plus(LONGEST_SLEEP).isBefore(until);
      Duration sleep = far ? LONGEST_SLEEP : Duration.between(now, until);
      Thread.sleep(sleep.toMillis() + 1);
    }
  }
}
