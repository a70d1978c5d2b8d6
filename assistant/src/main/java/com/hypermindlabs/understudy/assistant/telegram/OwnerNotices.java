package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.telegram.NoticeBook.Told;
import com.hypermindlabs.understudy.assistant.telegram.OwnerNews.News;
import com.hypermindlabs.understudy.status.Event;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner of changes of mode and of returns, each once a site, whatever process of it
 * tells. What is told is noted right after it was sent. Thread-safe.
 */
final class OwnerNotices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerNotices.class);
  private static final long LOOK_MILLIS = 2000;
  private static final long GRACE_SECONDS = 2;

  private final Around.Site site;
  private final Sending sending;
  private final Destination owner;
  private final NoticeBook book;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "telegram-owner");
            made.setDaemon(true);
            return made;
          });

  private @Nullable Told told;

  OwnerNotices(Around around, Sending sending, long owner) {
    this.site = around.site();
    this.sending = sending;
    this.owner = new Destination(owner, null, null);
    this.book = new NoticeBook(around.stateDirectory());
  }

  /** Begins to tell, with what changed while nobody told. */
  void start() throws IOException {
    told = book.read().orElse(null);
    site.onEvent(this::heard);
    try {
      var unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed before it began");
    }
  }

  private void heard(Event event) {
    try {
      if (event instanceof Event.ModeChanged changed) {
        thread.execute(
            () ->
                OwnerNews.ofMode(told, changed.to(), changed.epoch(), changed.reason())
                    .ifPresent(this::tell));
      } else if (event instanceof Event.Returned) {
        thread.execute(this::look);
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("an event came after the end: {}", event);
    }
  }

  private void look() {
    try {
      OwnerNews.of(told, site.status()).forEach(this::tell);
    } catch (RuntimeException e) {
      // Thrown on, it would end all further looks.
      LOG.error("look for news for the owner", e);
    }
  }

  private void tell(News news) {
    String text = news.text();
    try {
      if (text != null) {
        for (Part part : Markup.of(text).cut()) {
          sending.send(owner, part);
        }
      }
      note(news.told());
    } catch (TelegramException e) {
      LOG.warn("tell the owner: {}; has the owner written /start to the bot?", e.getMessage());
      note(news.told());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(Told now) {
    told = now;
    try {
      book.write(now);
    } catch (IOException e) {
      LOG.error("note what the owner was told: {}", e.toString());
    }
  }

  /**
   * A message on its way may arrive: broken off between it and its note, it would be told twice.
   */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}
