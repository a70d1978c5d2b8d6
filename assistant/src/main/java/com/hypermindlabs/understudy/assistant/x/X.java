package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.bot.Asking;
import com.hypermindlabs.understudy.assistant.bot.Backoff;
import com.hypermindlabs.understudy.assistant.bot.Desk;
import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.bot.Rescan;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import com.hypermindlabs.understudy.assistant.serve.Served;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.assistant.store.BotAccount;
import com.hypermindlabs.understudy.assistant.store.BotLedger;
import com.hypermindlabs.understudy.assistant.store.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The account on X: answers mentions, slowly and within caps; by default it posts nothing. */
public final class X implements Served {
  private static final Logger LOG = LoggerFactory.getLogger(X.class);

  private final XSettings settings;
  private final Around around;
  private final Failures failures;
  private final InstantSource clock = InstantSource.system();
  private @Nullable Thread looking;
  private @Nullable Desk desk;
  private @Nullable Rescan rescan;
  private boolean stopped;

  /** Starts nothing. */
  public X(XSettings settings, Around around, Failures failures) {
    this.settings = settings;
    this.around = around;
    this.failures = failures;
  }

  @Override
  public String name() {
    return "x";
  }

  @Override
  public String missing() {
    return settings.configured() ? "" : "a key of twitter_keys is not set";
  }

  /** Begins to look for mentions in the background: whether X lets it in turns out there. */
  @Override
  public synchronized void start() throws IOException {
    if (!settings.configured() || stopped) {
      throw new IOException(stopped ? "was stopped" : missing());
    }
    Thread thread = new Thread(this::look, "x-mentions");
    thread.setDaemon(true);
    looking = thread;
    thread.start();
  }

  private void look() {
    try {
      XApi api = new XApi(settings, clock);
      long account = account(api);
      Ledger ledger = ledger(account, around.source(), clock);
      Posting posting = new Posting(api, ledger, settings.posting(), clock, failures::failed);
      XAnswering answering =
          new XAnswering(account, new Asking(around.chat()), ledger, posting, clock);
      Desk working = new Desk("x-answer", 1, answering);
      Rescan scanning = new Rescan(around.site(), ledger, update -> working.offer("", update));
      synchronized (this) {
        if (stopped) {
          return;
        }
        desk = working;
        rescan = scanning;
      }
      if (settings.posting().dryRun()) {
        LOG.info("dry run: mentions are answered in the log only; see twitter.dry_run");
      }
      scanning.start();
      Mentions.Takers takers =
          new Mentions.Takers(
              update -> working.offer("", update), failures, settings.posting().pollInterval());
      new Mentions(api, account, ledger, takers, clock).run();
    } catch (InterruptedException e) {
      LOG.debug("ended before it began");
    }
  }

  static Ledger ledger(long account, javax.sql.DataSource source, InstantSource clock) {
    return new Ledger(new BotLedger(source, new BotAccount(Channel.X, account)), clock);
  }

  private long account(XApi api) throws InterruptedException {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), settings.posting().pollInterval());
    while (true) {
      try {
        return AccountNumber.of(settings, api);
      } catch (XException e) {
        failures.failed(String.valueOf(e.getMessage()));
      }
      backoff.sleep();
    }
  }

  @Override
  public void stop(Duration patience) {
    @Nullable Thread thread;
    @Nullable Desk working;
    @Nullable Rescan scanning;
    synchronized (this) {
      stopped = true;
      thread = looking;
      working = desk;
      scanning = rescan;
    }
    if (thread != null) {
      thread.interrupt();
    }
    if (working != null) {
      working.close(patience);
    }
    if (scanning != null) {
      scanning.close();
    }
  }
}
