package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.config.Wire;
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

  private final Opener opener;
  private final Set<Opened> open = ConcurrentHashMap.newKeySet();
  private final Set<Opening> opening = ConcurrentHashMap.newKeySet();

  TrackedLink(Opener opener) {
    this.opener = opener;
  }

  /** How it opens connections. */
  interface Opener {
    /** Opens one over a wire, by which it can be ended. */
    Connection open(Wire wire) throws SQLException;
  }

  private record Opened(Connection connection, Wire wire) {
    boolean closed() {
      try {
        return connection.isClosed();
      } catch (SQLException e) {
        return true;
      }
    }

    void abort() {
      try {
        wire.abort(connection);
      } catch (SQLException e) {
        LOG.debug("abort a connection, which is given up either way", e);
      }
    }
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
    open.removeIf(Opened::closed);
    Opening mine = new Opening();
    opening.add(mine);
    Wire wire = new Wire();
    Opened opened;
    try {
      opened = new Opened(opener.open(wire), wire);
      open.add(opened);
    } catch (SQLException e) {
      throw mine.end() ? givenUp(e) : e;
    } finally {
      mine.end();
      opening.remove(mine);
    }
    if (mine.end()) {
      opened.abort();
      throw givenUp(null);
    }
    return opened.connection();
  }

  private static SQLException givenUp(@Nullable SQLException cause) {
    return new SQLException(
        "open a connection: its server was given up meanwhile", CONNECTION_FAILURE, cause);
  }

  /** Ends them; threads that wait for an answer or for a connection get their error now. */
  void abortAll() {
    opening.forEach(Opening::giveUp);
    open.forEach(Opened::abort);
  }
}
