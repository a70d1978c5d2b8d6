package com.hypermindlabs.understudy.assistant.demo;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that remembers, for each thread, which server its last connection led to. Every
 * server is asked for its own port, once for each physical connection: nothing is taken on the word
 * of the route. Thread-safe.
 */
final class WitnessedSource implements DataSource {
  private final DataSource source;
  private final Map<Connection, Integer> ports = Collections.synchronizedMap(new WeakHashMap<>());
  private final ThreadLocal<Integer> last = ThreadLocal.withInitial(() -> 0);

  WitnessedSource(DataSource source) {
    this.source = source;
  }

  /** The port of the server that this thread's last connection led to. */
  int lastPort() {
    return last.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    try {
      Connection physical = connection.unwrap(Connection.class);
      @Nullable Integer port = ports.get(physical);
      if (port == null) {
        port = ask(connection);
        ports.put(physical, port);
      }
      last.set(port);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static int ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT inet_server_port()")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return source.getConnection(user, password);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    source.setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return source.isWrapperFor(type);
  }
}
