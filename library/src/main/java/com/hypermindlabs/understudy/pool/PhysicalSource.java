package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a pool takes its connections from. Remembers the open ones, so that all of them can be ended
 * at once, and tells of each that breaks. Thread-safe.
 */
final class PhysicalSource implements DataSource, ObservedConnection.Listener {
  private final ConnectionFactory factory;
  private final Supplier<ConnectionTarget> target;
  private final Consumer<SQLException> onLoss;
  private final Set<ObservedConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * @param target where to connect; asked anew for every connection, as a cluster's writable host
   *     moves
   * @param onLoss told of every connection that breaks or cannot be made; must not block
   */
  PhysicalSource(
      ConnectionFactory factory, Supplier<ConnectionTarget> target, Consumer<SQLException> onLoss) {
    this.factory = factory;
    this.target = target;
    this.onLoss = onLoss;
  }

  @Override
  public Connection getConnection() throws SQLException {
    ConnectionTarget now = target.get();
    Connection physical;
    try {
      physical = factory.open(now);
    } catch (SQLException e) {
      // A pool that has connections can live without another one; one that has none cannot.
      if (open.isEmpty()) {
        onLoss.accept(e);
      }
      throw e;
    }
    ObservedConnection connection =
        new ObservedConnection(physical, this, now.endpoint().toString());
    open.add(connection);
    if (ended) {
      connection.abort(Runnable::run);
      throw new SQLException("the route has changed meanwhile", NoServerException.SQL_STATE);
    }
    return connection;
  }

  /** Ends every connection at once: threads that wait for an answer get their error now. */
  void abortAll() {
    ended = true;
    for (ObservedConnection connection : open) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        onLoss.accept(e);
      }
    }
  }

  @Override
  public void lost(ObservedConnection connection, SQLException cause) {
    if (!ended) {
      onLoss.accept(cause);
    }
  }

  @Override
  public void closed(ObservedConnection connection) {
    open.remove(connection);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the role comes from the settings");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("logs go to slf4j");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
