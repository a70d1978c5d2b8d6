package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the round before, for the next one: logging in, and a server process that has to
 * read every catalog anew, take longer than a small round itself, and writers wait for the last
 * one. Those of a round that failed are not kept. Thread-safe.
 */
final class KeptSessions implements AutoCloseable {
  private final Link primary;
  private final Link fallback;
  private final AtomicReference<@Nullable SessionPair> kept = new AtomicReference<>();

  KeptSessions(Link primary, Link fallback) {
    this.primary = primary;
    this.fallback = fallback;
  }

  SessionPair take() throws SQLException {
    @Nullable SessionPair before = kept.getAndSet(null);
    if (before != null) {
      before.keep(false);
      if (before.fallback().alive() && before.primary().alive()) {
        return before;
      }
      before.close();
    }
    Session here = Session.open(fallback);
    try {
      return new SessionPair(Session.open(primary), here);
    } catch (SQLException e) {
      here.close();
      throw e;
    }
  }

  /** Nothing is under way on either. */
  void keep(SessionPair pair) throws SQLException {
    pair.fallback().rollback();
    pair.primary().rollback();
    pair.keep(true);
    @Nullable SessionPair other = kept.getAndSet(pair);
    if (other != null) {
      other.keep(false);
      other.close();
    }
  }

  @Override
  public void close() {
    @Nullable SessionPair pair = kept.getAndSet(null);
    if (pair != null) {
      pair.keep(false);
      pair.close();
    }
  }
}
