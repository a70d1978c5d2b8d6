package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the round before, for the next one: logging in, and a server process that has to
 * read every catalog anew, take longer than a small round itself, and writers wait for the last
 * one. Those of a round that failed are not kept. Thread-safe.
 */
final class KeptSessions implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Link primary;
  private final Link fallback;
  private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

  /**
   * Sessions that are not in use.
   *
   * @param since when they answered last, of {@link System#nanoTime}
   */
  private record Kept(SessionPair pair, long since) {
    /** Asks them only when they have not answered for a while. */
    boolean alive() throws SQLException {
      return System.nanoTime() - since < FRESH.toNanos() || pair.alive();
    }
  }

  KeptSessions(Link primary, Link fallback) {
    this.primary = primary;
    this.fallback = fallback;
  }

  /** What a round does on both. */
  interface Work<T> {
    T on(SessionPair pair) throws SQLException;
  }

  /** Does a round's work; keeps its sessions for the next one when it succeeds. */
  <T> T use(Work<T> work) throws SQLException {
    SessionPair pair = take();
    boolean done = false;
    try {
      T result = work.on(pair);
      pair.rollback();
      close(kept.getAndSet(new Kept(pair, System.nanoTime())));
      done = true;
      return result;
    } finally {
      if (!done) {
        pair.close();
      }
    }
  }

  private SessionPair take() throws SQLException {
    @Nullable Kept before = kept.getAndSet(null);
    if (before != null) {
      if (before.alive()) {
        return before.pair();
      }
      before.pair().close();
    }
    Session here = Session.open(fallback);
    try {
      return new SessionPair(Session.open(primary), here);
    } catch (SQLException e) {
      here.close();
      throw e;
    }
  }

  @Override
  public void close() {
    close(kept.getAndSet(null));
  }

  private static void close(@Nullable Kept sessions) {
    if (sessions != null) {
      sessions.pair().close();
    }
  }
}
