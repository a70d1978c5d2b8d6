package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.status.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to listeners, in order, on a thread of its own: what a listener does never delays a
 * change of route, and what it throws is logged. Thread-safe.
 */
final class EventBus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Threads.single("understudy-events");
  private volatile @Nullable Thread handing;

  EventBus(List<Consumer<Event>> listeners) {
    this.listeners.addAll(listeners);
  }

  void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  void publish(Event event) {
    try {
      thread.execute(
          () -> {
            handing = Thread.currentThread();
            listeners.forEach(listener -> hand(listener, event));
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("the site is closed, nobody hears of {}", event);
    }
  }

  private static void hand(Consumer<Event> listener, Event event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("an event listener failed on {}", event, e);
    }
  }

  /** Waits for what is under way, but by a listener that closes the site: that would be itself. */
  @Override
  public void close() {
    if (Thread.currentThread() == handing) {
      thread.shutdown();
    } else {
      Threads.finish(thread);
    }
  }
}
