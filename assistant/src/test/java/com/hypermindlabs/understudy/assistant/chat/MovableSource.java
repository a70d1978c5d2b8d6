package com.hypermindlabs.understudy.assistant.chat;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Leads to one database and then to another, as a route does. */
final class MovableSource implements DataSource {
  private final AtomicReference<DataSource> target;

  MovableSource(DataSource first) {
    target = new AtomicReference<>(first);
  }

  void moveTo(DataSource next) {
    target.set(next);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return target.get().getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return target.get().getConnection(user, password);
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return target.get().getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter writer) throws SQLException {
    target.get().setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    target.get().setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return target.get().getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> wanted) throws SQLException {
    return target.get().unwrap(wanted);
  }

  @Override
  public boolean isWrapperFor(Class<?> wanted) throws SQLException {
    return target.get().isWrapperFor(wanted);
  }
}
