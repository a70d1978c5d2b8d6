package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Backoff;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.store.BotLedger.Cursor;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.pengrad.telegrambot.model.Update;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches messages for as long as its thread runs. What was fetched is kept before Telegram is
 * told, by the next call, that it has arrived.
 */
final class Fetching implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
  private static final Duration LONG_POLL = Duration.ofSeconds(50);
  private static final Duration NOT_LET_IN = Duration.ofSeconds(60);

  private final TelegramApi api;
  private final Addressed addressed;
  private final Ledger ledger;
  private final Takers takers;
  private final InstantSource clock;

  /**
   * Who hears of it.
   *
   * @param kept each message that is to be answered, once it is kept
   * @param failures whether fetching works
   */
  record Takers(java.util.function.Consumer<BotUpdate> kept, Failures failures) {}

  Fetching(
      TelegramApi api, Addressed addressed, Ledger ledger, Takers takers, InstantSource clock) {
    this.api = api;
    this.addressed = addressed;
    this.ledger = ledger;
    this.takers = takers;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      @Nullable Cursor cursor = ledger.cursor().orElse(null);
      Backoff backoff = Backoff.usual();
      while (!Thread.currentThread().isInterrupted()) {
        cursor = round(cursor, backoff);
      }
    } catch (InterruptedException e) {
      LOG.debug("fetching ends");
    } catch (RuntimeException e) {
      LOG.error("fetch from Telegram", e);
      takers.failures().failed("fetching ended: " + e.getMessage());
    }
  }

  private @Nullable Cursor round(@Nullable Cursor cursor, Backoff backoff)
      throws InterruptedException {
    List<Update> updates;
    try {
      updates = api.updates(Offset.after(cursor, clock.instant()), LONG_POLL);
    } catch (TelegramException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      pause(e, backoff);
      return cursor;
    }
    backoff.reset();
    takers.failures().up();
    return updates.isEmpty() ? cursor : keep(updates, cursor);
  }

  private void pause(TelegramException e, Backoff backoff) throws InterruptedException {
    LOG.debug("{}", e.getMessage());
    switch (e.kind()) {
      case TOO_FAST -> Thread.sleep(e.retryAfter().toMillis());
      case NOT_LET_IN -> {
        takers.failures().failed(e.getMessage() + "; check bot_token");
        Thread.sleep(NOT_LET_IN.toMillis());
      }
      case NOT_ALONE -> {
        takers.failures().failed("another program fetches this bot's messages: stop it");
        backoff.sleep();
      }
      default -> {
        takers.failures().failed(String.valueOf(e.getMessage()));
        backoff.sleep();
      }
    }
  }

  private Cursor keep(List<Update> updates, @Nullable Cursor before) throws InterruptedException {
    Instant now = clock.instant();
    long greatest = updates.get(0).updateId();
    List<BotUpdate> wanted = new ArrayList<>();
    for (Update update : updates) {
      int number = update.updateId();
      greatest = Math.max(greatest, number);
      addressed
          .of(update.message())
          .map(inbound -> new BotUpdate(Integer.toString(number), number, inbound.json(), now))
          .ifPresent(wanted::add);
    }
    Cursor moved = Offset.moved(before, greatest, now);
    ledger.receive(wanted, moved);
    wanted.sort(java.util.Comparator.comparingLong(BotUpdate::position));
    wanted.forEach(takers.kept());
    return moved;
  }
}
