package com.hypermindlabs.understudy.capture;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Connections of one link that are given back when they are closed, with nothing left in them: a
 * new session knows none of the catalog yet, and most of what a schedule cost, and what tests ask
 * beside the product, was that. Thread-safe.
 */
public final class Reuse implements AutoCloseable {
  private static final int LOOK_SECONDS = 5;

  private final Link link;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** Opens nothing yet. */
  public Reuse(Link link) {
    this.link = link;
  }

  /** One that is idle, or a new one. */
  public Connection open() throws SQLException {
    Connection own;
    while ((own = idle.poll()) != null) {
      // The link may have been cut meanwhile, or the session been ended.
      if (own.isValid(LOOK_SECONDS)) {
        return lent(own);
      }
      own.close();
    }
    return lent(link.open());
  }

  private Connection lent(Connection own) {
    AtomicBoolean closed = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              switch (method.getName()) {
                case "close", "abort" -> {
                  if (closed.compareAndSet(false, true)) {
                    giveBack(own);
                  }
                  return null;
                }
                case "isClosed" -> {
                  return closed.get() || own.isClosed();
                }
                default -> {
                  try {
                    return method.invoke(own, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              }
            });
  }

  private void giveBack(Connection own) throws SQLException {
    try {
      if (!own.getAutoCommit()) {
        own.rollback();
        own.setAutoCommit(true);
      }
      own.setNetworkTimeout(Runnable::run, 0);
      try (Statement statement = own.createStatement()) {
        statement.execute("DISCARD ALL");
      }
      idle.push(own);
    } catch (SQLException e) {
      own.abort(Runnable::run);
    }
  }

  /** Ends those that are idle. */
  @Override
  public void close() {
    Connection own;
    while ((own = idle.poll()) != null) {
      try {
        own.close();
      } catch (SQLException e) {
        throw new IllegalStateException("close a connection that was reused", e);
      }
    }
  }
}
