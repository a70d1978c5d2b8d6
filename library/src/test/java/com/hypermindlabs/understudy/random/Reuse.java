package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.Link;
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
 * new session knows none of the catalog yet, and most of what a schedule cost was that.
 * Thread-safe.
 */
final class Reuse {
  private static final int LOOK_SECONDS = 5;

  private final Link link;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  Reuse(Link link) {
    this.link = link;
  }

  Connection open() throws SQLException {
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
}
