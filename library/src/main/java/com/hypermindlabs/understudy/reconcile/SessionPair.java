package com.hypermindlabs.understudy.reconcile;

/** A session on each server, for one round. Closed unless it was kept. Not thread-safe. */
final class SessionPair implements AutoCloseable {
  private final Session primary;
  private final Session fallback;
  private boolean kept;

  SessionPair(Session primary, Session fallback) {
    this.primary = primary;
    this.fallback = fallback;
  }

  Session primary() {
    return primary;
  }

  Session fallback() {
    return fallback;
  }

  void keep(boolean further) {
    kept = further;
  }

  @Override
  public void close() {
    if (!kept) {
      primary.close();
      fallback.close();
    }
  }
}
