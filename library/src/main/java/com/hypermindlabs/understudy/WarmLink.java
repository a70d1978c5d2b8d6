package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link that can have connections ready for those who open the next ones: logging in takes longer
 * than anything else in the short time in which writers wait. Thread-safe.
 */
final class WarmLink implements Link, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmLink.class);
  private static final int ALIVE_SECONDS = 1;

  private final Link link;
  private final Queue<Connection> ready = new ConcurrentLinkedQueue<>();

  WarmLink(Link link) {
    this.link = link;
  }

  /** Has so many connections ready. */
  void warm(int wanted) throws SQLException {
    while (ready.size() < wanted) {
      ready.add(link.open());
    }
  }

  @Override
  public Connection open() throws SQLException {
    for (Connection next = ready.poll(); next != null; next = ready.poll()) {
      if (next.isValid(ALIVE_SECONDS)) {
        return next;
      }
      drop(next);
    }
    return link.open();
  }

  private static void drop(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("close a connection that was kept ready", e);
    }
  }

  /** Closes those that nobody took; it may be warmed again. */
  @Override
  public void close() {
    for (Connection next = ready.poll(); next != null; next = ready.poll()) {
      drop(next);
    }
  }
}
