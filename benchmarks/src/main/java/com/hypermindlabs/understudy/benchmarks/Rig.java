package com.hypermindlabs.understudy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One subject of the failover, on servers of its own, and the faults that befall it. */
interface Rig extends AutoCloseable {
  /** What the application writes through. */
  DataSource source();

  /**
   * Puts one fault in force.
   *
   * @return when it befell, by {@link System#nanoTime}
   */
  long strike(Blow blow);

  /** Brings back what was lost; what becomes of the writes meanwhile is the subject's affair. */
  void revive() throws Exception;

  /** Whether the subject is back where it was before. */
  boolean returned();

  /** The server that counts, past the pool. */
  Connection truth() throws SQLException;

  @Override
  void close() throws Exception;

  /** How the primary is lost. */
  enum Blow {
    /** SIGKILL to all of the server's processes. */
    KILL,
    /** Connections are reset, new ones refused. */
    RESET,
    /** Connections stay open, nothing comes through any more. */
    SILENCE
  }

  /** Makes one, with its servers up and its pool warm. */
  interface Maker {
    /** Makes it. */
    Rig make() throws Exception;
  }
}
