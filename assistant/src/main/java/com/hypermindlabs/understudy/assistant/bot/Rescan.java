package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.status.Event;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is kept and not answered: at the start what an earlier process left, after a
 * change of route what the other server has, and now and then what failed. Forgets once a day what
 * was answered long ago. Thread-safe.
 */
public final class Rescan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rescan.class);
  private static final int MOST = 1000;
  private static final long EVERY_SECONDS = 15;
  private static final long PRUNE_SECONDS = Duration.ofDays(1).toSeconds();
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Around.Site site;
  private final Ledger ledger;
  private final Consumer<BotUpdate> found;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "bot-rescan");
            made.setDaemon(true);
            return made;
          });

  /** Starts nothing. */
  public Rescan(Around.Site site, Ledger ledger, Consumer<BotUpdate> found) {
    this.site = site;
    this.ledger = ledger;
    this.found = found;
  }

  /** Begins with what an earlier process left; returns once that is found. */
  public void start() throws InterruptedException {
    Ledger.patiently(() -> ledger.unanswered(MOST)).forEach(found);
    site.onEvent(this::heard);
    try {
      var unused =
          thread.scheduleWithFixedDelay(this::scan, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
      var unusedToo =
          thread.scheduleWithFixedDelay(this::prune, 0, PRUNE_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed before it began");
    }
  }

  private void heard(Event event) {
    if (event instanceof Event.ModeChanged) {
      try {
        thread.execute(this::routeChanged);
      } catch (RejectedExecutionException e) {
        LOG.debug("an event came after the end: {}", event);
      }
    }
  }

  private void routeChanged() {
    try {
      ledger.routeChanged();
      scan();
    } catch (StoreException e) {
      LOG.debug("the database does not serve yet: {}", e.getMessage());
      var unused = thread.schedule(this::routeChanged, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void scan() {
    surviving("look for what is not answered", () -> ledger.unanswered(MOST).forEach(found));
  }

  private void prune() {
    surviving("forget what was answered long ago", ledger::prune);
  }

  /** What is thrown on would end all further turns. */
  private static void surviving(String what, Runnable work) {
    try {
      work.run();
    } catch (StoreException e) {
      LOG.debug("{}: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}", what, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
