package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the connections that it opened, so that all of them can be ended at once when their
 * server is given up: nobody waits on a silent link with the gate locked. Thread-safe.
 */
final class TrackedLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(TrackedLink.class);

  private final Link link;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  TrackedLink(Link link) {
    this.link = link;
  }

  @Override
  public Connection open() throws SQLException {
    open.removeIf(TrackedLink::closed);
    Connection connection = link.open();
    open.add(connection);
    return connection;
  }

  /** Ends them; threads that wait for an answer get their error now. */
  void abortAll() {
    for (Connection connection : open) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("abort a connection, which is given up either way", e);
      }
    }
  }

  private static boolean closed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
