package com.hypermindlabs.understudy;

import javax.sql.DataSource;

/**
 * Brings one server's schema up to date. Called with a source of connections that lead to that
 * server and no other, as the owner of its tables; called for each server, and at every start, so
 * it has to be idempotent.
 */
@FunctionalInterface
public interface Migration {
  /** Changes nothing. */
  Migration NONE = source -> {};

  /**
   * Runs.
   *
   * @param source connections are not pooled
   * @throws Exception whatever it likes; the server is not used then
   */
  void migrate(DataSource source) throws Exception;
}
