package com.hypermindlabs.understudy.pool;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Properties;

/** Tells when the connection breaks in what is sent and commits nothing. */
abstract class TellingConnection extends ForwardingConnection {
  TellingConnection(Connection delegate) {
    super(delegate);
  }

  /** The exception for what failed and commits nothing. */
  abstract SQLException lost(SQLException cause);

  /** What is sent without committing anything. */
  private interface Call {
    void run() throws SQLException;
  }

  /** What is asked without committing anything. */
  private interface Question<T> {
    T ask() throws SQLException;
  }

  private void telling(Call call) throws SQLException {
    try {
      call.run();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  private <T> T asking(Question<T> question) throws SQLException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void setReadOnly(boolean on) throws SQLException {
    telling(() -> delegate.setReadOnly(on));
  }

  @Override
  public void rollback() throws SQLException {
    telling(() -> delegate.rollback());
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    telling(() -> delegate.rollback(savepoint));
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return asking(() -> delegate.setSavepoint());
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return asking(() -> delegate.setSavepoint(name));
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    telling(() -> delegate.releaseSavepoint(savepoint));
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    telling(() -> delegate.setTransactionIsolation(level));
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return asking(() -> delegate.getTransactionIsolation());
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    telling(() -> delegate.setSchema(schema));
  }

  @Override
  public String getSchema() throws SQLException {
    return asking(() -> delegate.getSchema());
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    return asking(() -> delegate.createArrayOf(type, elements));
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    try {
      delegate.setClientInfo(name, value);
    } catch (SQLClientInfoException e) {
      throw clientInfo(e);
    }
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    try {
      delegate.setClientInfo(properties);
    } catch (SQLClientInfoException e) {
      throw clientInfo(e);
    }
  }

  /** Of the only kind that may be thrown there. */
  private SQLClientInfoException clientInfo(SQLClientInfoException cause) {
    SQLException told = lost(cause);
    return told instanceof SQLClientInfoException same
        ? same
        : new SQLClientInfoException(
            told.getMessage(), told.getSQLState(), cause.getFailedProperties(), told);
  }
}
