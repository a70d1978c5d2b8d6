package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Wire;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a pool takes its connections from. Remembers the open ones, so that all of them can be ended
 * at once, and tells of each that breaks. Thread-safe.
 */
final class PhysicalSource implements SettledDataSource, ObservedConnection.Listener {
  private final ConnectionFactory factory;
  private final Supplier<ConnectionTarget> target;
  private final Server.Listener listener;
  private final Set<ObservedConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * Connects to nothing yet.
   *
   * @param server where to; asked anew for every connection, as a cluster's writable host moves
   */
  PhysicalSource(Server server) {
    this.factory = server.factory();
    this.target = server.address();
    this.listener = server.listener();
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (ended) {
      throw gone();
    }
    ConnectionTarget now = target.get();
    Wire wire = new Wire();
    Connection physical;
    try {
      physical = factory.open(now, Map.of(), wire);
    } catch (SQLException e) {
      // A pool that has connections can live without another one; one that has none cannot.
      if (open.isEmpty()) {
        listener.lost(e);
      }
      throw e;
    }
    ObservedConnection connection =
        new ObservedConnection(physical, wire, this, now.endpoint().toString());
    open.add(connection);
    if (ended) {
      connection.abort();
      throw gone();
    }
    return connection;
  }

  private static SQLException gone() {
    return new SQLException("the route has changed meanwhile", NoServerException.SQL_STATE);
  }

  /** Whether it makes none any more. */
  @Override
  public boolean left() {
    return ended;
  }

  /** The server's processes for the open connections. */
  List<Integer> processes() {
    return open.stream().map(ObservedConnection::process).toList();
  }

  /** Makes no connection any more; those that are open live on. */
  void end() {
    ended = true;
  }

  /** Ends every connection at once: threads that wait for an answer get their error now. */
  void abortAll() {
    ended = true;
    for (ObservedConnection connection : open) {
      try {
        connection.abort();
      } catch (SQLException e) {
        listener.lost(e);
      }
    }
  }

  @Override
  public void lost(ObservedConnection connection, SQLException cause) {
    if (!ended) {
      listener.lost(cause);
    }
  }

  @Override
  public void refused() {
    listener.refused();
  }

  @Override
  public void committed() {
    listener.committed();
  }

  @Override
  public void closed(ObservedConnection connection) {
    open.remove(connection);
  }

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }
}
