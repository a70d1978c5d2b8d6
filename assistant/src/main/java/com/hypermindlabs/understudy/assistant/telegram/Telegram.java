package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.bot.Backoff;
import com.hypermindlabs.understudy.assistant.bot.Desk;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.bot.Rescan;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.serve.Served;
import com.hypermindlabs.understudy.assistant.settings.TelegramSettings;
import com.hypermindlabs.understudy.assistant.store.BotAccount;
import com.hypermindlabs.understudy.assistant.store.BotLedger;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.config.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Telegram bot. No message is answered twice and none is lost, whatever is killed: what
 * Telegram sends is kept before it is confirmed, what is sent is kept before and after.
 */
public final class Telegram implements Served {
  private static final Logger LOG = LoggerFactory.getLogger(Telegram.class);
  private static final int ANSWERED_AT_ONCE = 16;

  private final TelegramSettings settings;
  private final Around around;
  private final Failures failures;
  private final InstantSource clock = InstantSource.system();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private @Nullable TelegramApi api;
  private @Nullable Desk desk;
  private @Nullable Thread fetching;
  private boolean stopped;

  /** Starts nothing. */
  public Telegram(TelegramSettings settings, Around around, Failures failures) {
    this.settings = settings;
    this.around = around;
    this.failures = failures;
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public String missing() {
    return settings.configured() ? "" : "bot_token is not set";
  }

  /**
   * Starts the bot.
   *
   * @throws IOException when Telegram refuses the token. A Telegram that cannot be reached is tried
   *     again for as long as it takes
   */
  @Override
  public synchronized void start() throws IOException {
    Secret token = settings.token();
    if (token == null || stopped) {
      throw new IOException(stopped ? "was stopped" : missing());
    }
    TelegramApi opened = new TelegramApi(settings.api(), token);
    api = opened;
    open.push(opened);
    TelegramApi.@Nullable Me me = null;
    try {
      me = opened.me();
      failures.up();
    } catch (TelegramException e) {
      if (e.kind() == TelegramException.Kind.NOT_LET_IN) {
        throw new IOException("Telegram refuses the token: check bot_token", e);
      }
      failures.failed(String.valueOf(e.getMessage()));
    }
    TelegramApi.@Nullable Me known = me;
    Thread thread = new Thread(() -> fetch(opened, known), "telegram-fetch");
    thread.setDaemon(true);
    fetching = thread;
    thread.start();
  }

  private void fetch(TelegramApi opened, TelegramApi.@Nullable Me known) {
    try {
      TelegramApi.Me me = known == null ? introduced(opened) : known;
      LOG.info("the bot is @{}", me.username());
      run(opened, me);
    } catch (InterruptedException e) {
      LOG.debug("ended before it began");
    }
  }

  private TelegramApi.Me introduced(TelegramApi opened) throws InterruptedException {
    Backoff backoff = Backoff.usual();
    while (true) {
      backoff.sleep();
      try {
        return opened.me();
      } catch (TelegramException e) {
        failures.failed(String.valueOf(e.getMessage()));
      }
    }
  }

  private void run(TelegramApi opened, TelegramApi.Me me) throws InterruptedException {
    Ledger ledger =
        new Ledger(
            new BotLedger(around.source(), new BotAccount(Channel.TELEGRAM, me.id())), clock);
    Sending sending = new Sending(opened, failures, clock);
    ScheduledExecutorService typing =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "telegram-typing");
              made.setDaemon(true);
              return made;
            });
    Answering answering =
        new Answering(
            me.id(),
            new Answers(around, settings.owner().userId()),
            ledger,
            sending,
            new Answering.Clocks(clock, typing));
    Desk working = new Desk("telegram-answer", ANSWERED_AT_ONCE, answering);
    Rescan rescan = new Rescan(around.site(), ledger, update -> offer(working, update));
    OwnerNotices notices = notices(sending);
    synchronized (this) {
      if (stopped) {
        typing.shutdownNow();
        return;
      }
      desk = working;
      open.push(typing::shutdownNow);
      open.push(rescan);
      if (notices != null) {
        open.push(notices);
      }
    }
    begin(notices);
    rescan.start();
    new Fetching(
            opened,
            new Addressed(me),
            ledger,
            new Fetching.Takers(update -> offer(working, update), failures),
            clock)
        .run();
  }

  private static void offer(Desk desk, BotUpdate update) {
    desk.offer(Long.toString(Inbound.of(update.body()).chat()), update);
  }

  private @Nullable OwnerNotices notices(Sending sending) {
    Long owner = settings.owner().userId();
    return owner == null ? null : new OwnerNotices(around, sending, owner);
  }

  private static void begin(@Nullable OwnerNotices notices) {
    if (notices != null) {
      try {
        notices.start();
      } catch (IOException e) {
        LOG.error("read what the owner was told; the owner is told nothing: {}", e.toString());
      }
    }
  }

  @Override
  public void stop(Duration patience) {
    @Nullable Thread thread;
    @Nullable Desk working;
    synchronized (this) {
      stopped = true;
      thread = fetching;
      working = desk;
    }
    if (thread != null) {
      thread.interrupt();
    }
    if (api != null) {
      api.stopFetching();
    }
    if (working != null) {
      working.close(patience);
    }
    synchronized (this) {
      while (!open.isEmpty()) {
        close(open.pop());
      }
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("close", e);
    }
  }
}
