package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has updates worked on: those of one conversation one after the other, conversations side by side,
 * and each update once however often it is offered. Thread-safe.
 */
public final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final int REMEMBERED = 10_000;

  private final Work work;
  private final ExecutorService threads;
  private final Map<String, Deque<BotUpdate>> waiting = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Boolean> finished =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private boolean closed;

  /** What is done with an update. */
  public interface Work {
    /**
     * Does it to the end.
     *
     * @throws InterruptedException when the program ends first; the update is worked on again then
     */
    void on(BotUpdate update) throws InterruptedException;
  }

  /** Works with that many threads, which carry the name. */
  public Desk(String name, int most, Work work) {
    this.work = work;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            most,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Takes an update, unless it was taken before. */
  public synchronized void offer(String conversation, BotUpdate update) {
    if (closed || finished.containsKey(update.key()) || !taken.add(update.key())) {
      return;
    }
    Deque<BotUpdate> queue = waiting.get(conversation);
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.put(conversation, queue);
      threads.execute(() -> workOff(conversation));
    }
    queue.add(update);
  }

  private void workOff(String conversation) {
    BotUpdate update = next(conversation);
    while (update != null) {
      boolean done = false;
      try {
        work.on(update);
        done = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("answer the update {}: it is tried again later", update.key(), e);
      } finally {
        end(update, done);
      }
      update = next(conversation);
    }
  }

  private synchronized @org.jspecify.annotations.Nullable BotUpdate next(String conversation) {
    Deque<BotUpdate> queue = waiting.get(conversation);
    BotUpdate update = closed || queue == null ? null : queue.poll();
    if (update == null) {
      waiting.remove(conversation);
    }
    return update;
  }

  private synchronized void end(BotUpdate update, boolean done) {
    taken.remove(update.key());
    if (done) {
      finished.put(update.key(), true);
    }
  }

  /** Begins nothing more, lets what runs end for that long at most, then interrupts it. */
  public void close(Duration patience) {
    synchronized (this) {
      closed = true;
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
