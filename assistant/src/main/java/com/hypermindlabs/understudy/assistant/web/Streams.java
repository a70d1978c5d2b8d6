package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.store.StoreException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All browsers that listen: their number is bounded, and who signs out hears no more. Thread-safe.
 */
final class Streams {
  private static final int MOST = 2000;
  private static final int MOST_OF_A_SESSION = 20;
  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Guard guard;
  private final Map<EventStream, Listener> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Who listens, and what has to be allowed for it. */
  private record Listener(@Nullable Ticket ticket, Access needed) {
    boolean of(Ticket other) {
      return ticket != null && ticket.digest().equals(other.digest());
    }
  }

  Streams(Guard guard) {
    this.guard = guard;
  }

  /** Beats and looks after the sessions from now on. */
  void start(ScheduledExecutorService clock) {
    var unused =
        clock.scheduleWithFixedDelay(
            this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many listen. */
  int size() {
    return open.size();
  }

  /**
   * Answers a request with a stream.
   *
   * @param caller null for everyone
   * @param needed what the caller has to be allowed for as long as it lasts
   * @return the stream, to be woken when something is new
   * @throws Refusal when there are too many
   */
  EventStream open(Context context, Feed feed, @Nullable Caller caller, Access needed) {
    Ticket ticket = caller == null ? null : caller.ticket();
    if (closed || open.size() >= MOST || (ticket != null && of(ticket) >= MOST_OF_A_SESSION)) {
      feed.closed();
      throw new Refusal(503, "too many pages are open", Duration.ofSeconds(30));
    }
    context.contentType("text/event-stream; charset=utf-8");
    context.header("X-Accel-Buffering", "no");
    EventStream stream = stream(context, feed);
    open.put(stream, new Listener(ticket, needed));
    var unused = stream.done().whenComplete((nothing, error) -> open.remove(stream));
    context.future(
        () -> {
          stream.start();
          return stream.done();
        });
    return stream;
  }

  private static EventStream stream(Context context, Feed feed) {
    try {
      return new EventStream(context.res().getOutputStream(), feed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long of(Ticket ticket) {
    return open.values().stream().filter(listener -> listener.of(ticket)).count();
  }

  /** Ends those of a session. */
  void end(Ticket ticket) {
    open.forEach(
        (stream, listener) -> {
          if (listener.of(ticket)) {
            stream.close();
          }
        });
  }

  /** Ends all, and takes no more. */
  void close() {
    closed = true;
    open.keySet().forEach(EventStream::close);
  }

  private void beat() {
    // Each session is looked at once, however many pages it has open.
    Map<String, Optional<Access>> standing = new HashMap<>();
    for (Listener listener : open.values()) {
      Ticket ticket = listener.ticket();
      if (ticket != null && !standing.containsKey(ticket.digest())) {
        standing.put(ticket.digest(), now(listener));
      }
    }
    open.forEach(
        (stream, listener) -> {
          Optional<Access> now =
              listener.ticket() == null
                  ? Optional.of(Access.ANYONE)
                  : standing.getOrDefault(listener.ticket().digest(), Optional.of(Access.OPERATOR));
          if (now.isEmpty() || !now.get().includes(listener.needed())) {
            stream.close();
          } else {
            stream.beat();
          }
        });
  }

  private Optional<Access> now(Listener listener) {
    Ticket ticket = listener.ticket();
    try {
      return ticket == null ? Optional.of(Access.ANYONE) : guard.find(ticket).map(Caller::access);
    } catch (StoreException e) {
      // No server to ask: nothing that the stream tells comes from one either.
      return Optional.of(listener.needed());
    }
  }
}
