package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;

/** A session on each server, for one round. Not thread-safe. */
record SessionPair(Session primary, Session fallback) implements AutoCloseable {
  boolean alive() throws SQLException {
    return fallback.alive() && primary.alive();
  }

  /** Nothing is under way on either afterwards. */
  void rollback() throws SQLException {
    fallback.rollback();
    primary.rollback();
  }

  @Override
  public void close() {
    primary.close();
    fallback.close();
  }
}
