package com.hypermindlabs.understudy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps at hand what reports say of mirror, journal and held changes, so that a report waits for no
 * server longer than for its own fallback. Thread-safe.
 */
final class BookKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BookKeeper.class);
  private static final Duration FRESH = Duration.ofMillis(500);
  private static final Duration HELD_AGE = Duration.ofSeconds(20);

  private final SiteParts parts;
  private final ReentrantLock turn = new ReentrantLock();
  private final KeptSession session = new KeptSession();
  private volatile Books books = Books.EMPTY;
  private volatile long held;
  private boolean closed;
  private long read = System.nanoTime() - FRESH.toNanos();
  private long asked = System.nanoTime() - HELD_AGE.toNanos();

  BookKeeper(SiteParts parts) {
    this.parts = parts;
  }

  /** As they were when last read, at most a moment ago where the fallback answers. */
  Books books() {
    return noOlderThan(FRESH);
  }

  /** As they are: the mirror may have filled the fallback just now. */
  Books latest() {
    return noOlderThan(Duration.ZERO);
  }

  private Books noOlderThan(Duration age) {
    if (turn.tryLock()) {
      try {
        @Nullable FallbackSide fallback = parts.fallback();
        if (!closed
            && fallback != null
            && fallback.server() != null
            && System.nanoTime() - read > age.toNanos()) {
          read = System.nanoTime();
          books = session.look(fallback.link(), Books::read);
        }
      } catch (SQLException e) {
        LOG.debug("read the fallback's books", e);
      } finally {
        turn.unlock();
      }
    }
    return books;
  }

  /** As they are known, without asking. */
  Books known() {
    return books;
  }

  /** How many changes wait for a person, as the primary said last. */
  long held() {
    return held;
  }

  /** The number of held changes may be another one now. */
  void ask() {
    turn.lock();
    try {
      asked = System.nanoTime() - HELD_AGE.toNanos();
    } finally {
      turn.unlock();
    }
  }

  /** Asks the primary now and then; to be called once a second where it is well. */
  void tick() {
    Books now = books();
    @Nullable PrimarySide primary = parts.primary();
    turn.lock();
    try {
      if (primary == null || now.site() == null || System.nanoTime() - asked < HELD_AGE.toNanos()) {
        return;
      }
      asked = System.nanoTime();
      try (Connection connection = primary.link().open()) {
        held = Books.held(connection, now.site());
      }
    } catch (SQLException e) {
      LOG.debug("ask the primary for held changes", e);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      session.close();
    } finally {
      turn.unlock();
    }
  }
}
