package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for looks that are repeated, kept from one to the next: a process that the server
 * forks for each costs it more than the looks do. Not thread-safe.
 */
final class KeptSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptSession.class);

  private @Nullable Connection kept;

  /** What is asked on the connection, with auto-commit on. */
  @FunctionalInterface
  interface Look<T> {
    T at(Connection connection) throws SQLException;
  }

  /**
   * Looks on the connection that is kept, on a new one where that fails: its server may have been
   * started anew meanwhile.
   *
   * @throws SQLException when a new connection cannot be made or used; none is kept then
   */
  <T> T look(Link link, Look<T> look) throws SQLException {
    @Nullable Connection old = kept;
    if (old != null) {
      try {
        return look.at(old);
      } catch (SQLException e) {
        LOG.debug("look on the connection that was kept", e);
        close();
      }
    }
    Connection fresh = link.open();
    kept = fresh;
    try {
      return look.at(fresh);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    @Nullable Connection old = kept;
    kept = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        LOG.debug("close a connection, which is given up either way", e);
      }
    }
  }
}
