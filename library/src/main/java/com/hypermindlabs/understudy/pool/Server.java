package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * A server that a pool leads to.
 *
 * @param factory makes its connections
 * @param address asked anew for every connection, as a cluster's writable host moves
 * @param listener is told what happens to them
 */
public record Server(
    ConnectionFactory factory, Supplier<ConnectionTarget> address, Listener listener) {
  /** Is told by the thread that uses the connection: must not block, nor throw. */
  public interface Listener {
    /** A connection broke or could not be made. */
    void lost(SQLException cause);

    /** The server refused a write as one that takes none now: its route may be an old one. */
    void refused();

    /** Something that probably changed data was committed. */
    void committed();
  }
}
