package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the connections that it opened, and who is opening one, so that all of it can be ended
 * at once when their server is given up: nobody waits on a silent link with the gate locked, and a
 * program ends without waiting for the limits of a login. Thread-safe.
 */
final class TrackedLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(TrackedLink.class);
  private static final String CONNECTION_FAILURE = "08006";

  private final Link link;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final Set<Opening> opening = ConcurrentHashMap.newKeySet();

  TrackedLink(Link link) {
    this.link = link;
  }

  /** A thread that waits for a connection, which the driver lets be interrupted. */
  private static final class Opening {
    private final Thread thread = Thread.currentThread();
    private boolean ended;
    private boolean givenUp;

    synchronized void giveUp() {
      if (!ended) {
        givenUp = true;
        thread.interrupt();
      }
    }

    /** Answers whether it was given up; whatever the thread does next is not interrupted. */
    synchronized boolean end() {
      if (givenUp && !ended) {
        Thread.interrupted();
      }
      ended = true;
      return givenUp;
    }
  }

  @Override
  public Connection open() throws SQLException {
    open.removeIf(TrackedLink::closed);
    Opening mine = new Opening();
    opening.add(mine);
    Connection opened;
    try {
      opened = link.open();
      open.add(opened);
    } catch (SQLException e) {
      throw mine.end() ? givenUp(e) : e;
    } finally {
      mine.end();
      opening.remove(mine);
    }
    if (mine.end()) {
      abort(opened);
      throw givenUp(null);
    }
    return opened;
  }

  private static SQLException givenUp(@Nullable SQLException cause) {
    return new SQLException(
        "open a connection: its server was given up meanwhile", CONNECTION_FAILURE, cause);
  }

  /** Ends them; threads that wait for an answer or for a connection get their error now. */
  void abortAll() {
    opening.forEach(Opening::giveUp);
    open.forEach(TrackedLink::abort);
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("abort a connection, which is given up either way", e);
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
