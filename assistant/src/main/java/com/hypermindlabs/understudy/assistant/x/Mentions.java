package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.store.BotLedger.Cursor;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for mentions for as long as its thread runs. The newest mention that is known is kept with
 * the mentions themselves. The very first look only notes where it is: what was said before the
 * account was the assistant's is not answered.
 */
final class Mentions implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Mentions.class);

  private final XApi api;
  private final long account;
  private final Ledger ledger;
  private final Takers takers;
  private final InstantSource clock;

  /**
   * Who hears of it.
   *
   * @param kept each mention that is to be answered, once it is kept
   * @param failures whether looking works
   * @param interval between two looks
   */
  record Takers(Consumer<BotUpdate> kept, Failures failures, Duration interval) {}

  Mentions(XApi api, long account, Ledger ledger, Takers takers, InstantSource clock) {
    this.api = api;
    this.account = account;
    this.ledger = ledger;
    this.takers = takers;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(look().toMillis());
      }
    } catch (InterruptedException e) {
      LOG.debug("looking for mentions ends");
    } catch (RuntimeException e) {
      LOG.error("look for mentions", e);
      takers.failures().failed("looking for mentions ended: " + e.getMessage());
    }
  }

  /** One look; answers how long to wait before the next. */
  private Duration look() throws InterruptedException {
    Optional<Cursor> cursor = ledger.cursor();
    try {
      long since = cursor.map(Cursor::position).orElse(0L);
      List<Mention> mentions = all(since, cursor.isEmpty());
      takers.failures().up();
      keep(mentions, since, cursor.isEmpty());
      return takers.interval();
    } catch (XException e) {
      takers.failures().failed(String.valueOf(e.getMessage()));
      Duration asked = Duration.between(clock.instant(), e.notBefore());
      return asked.compareTo(takers.interval()) > 0 ? asked : takers.interval();
    }
  }

  /** All pages: the newest come first, so that only a whole look may move the mark. */
  private List<Mention> all(long since, boolean first) throws XException, InterruptedException {
    List<Mention> mentions = new ArrayList<>();
    @Nullable String next = null;
    do {
      XApi.Page page = api.mentions(account, since, next);
      mentions.addAll(page.mentions());
      next = page.next();
    } while (next != null && !first);
    return mentions;
  }

  private void keep(List<Mention> mentions, long since, boolean first) throws InterruptedException {
    Instant now = clock.instant();
    long newest = mentions.stream().mapToLong(Mention::id).max().orElse(since);
    List<BotUpdate> wanted =
        first
            ? List.of()
            : mentions.stream()
                .filter(mention -> mention.author() != account)
                .sorted(Comparator.comparingLong(Mention::id))
                .map(
                    mention ->
                        new BotUpdate(
                            Long.toString(mention.id()), mention.id(), mention.json(), now))
                .toList();
    if (first || newest > since) {
      ledger.receive(wanted, new Cursor(Math.max(newest, since), now));
      wanted.forEach(takers.kept());
    }
  }
}
