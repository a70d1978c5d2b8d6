package com.hypermindlabs.understudy;

import javax.sql.DataSource;

/**
 * Brings one server's schema up to date. Called with a source of connections that lead to that
 * server and no other, as the owner of its tables; called for each server, and at every start, so
 * it has to be idempotent. Processes that start together run it at the same time: one that is not
 * by a tool with a lock of its own, as Flyway and Liquibase are, takes an advisory lock first.
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
