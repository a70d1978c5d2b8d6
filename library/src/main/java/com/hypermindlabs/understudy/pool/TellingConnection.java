package com.hypermindlabs.understudy.pool;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * Hands on what commits nothing, and tells when the connection is found broken. What sends nothing
 * tells, too: the driver refuses it on a connection that was ended.
 */
abstract class TellingConnection implements Connection {
  final Connection delegate;

  TellingConnection(Connection delegate) {
    this.delegate = delegate;
  }

  /** The exception for what failed and commits nothing. */
  abstract SQLException lost(SQLException cause);

  /** What is done without committing anything. */
  interface Call {
    /** Does it. */
    void run() throws SQLException;
  }

  /** What is asked without committing anything. */
  interface Question<T> {
    /** Asks it. */
    T ask() throws SQLException;
  }

  final void telling(Call call) throws SQLException {
    try {
      call.run();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  final <T> T asking(Question<T> question) throws SQLException {
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
  public boolean isReadOnly() throws SQLException {
    return asking(() -> delegate.isReadOnly());
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return asking(() -> delegate.getAutoCommit());
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
  public void setHoldability(int holdability) throws SQLException {
    telling(() -> delegate.setHoldability(holdability));
  }

  @Override
  public int getHoldability() throws SQLException {
    return asking(() -> delegate.getHoldability());
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
  public void setCatalog(String catalog) throws SQLException {
    telling(() -> delegate.setCatalog(catalog));
  }

  @Override
  public String getCatalog() throws SQLException {
    return asking(() -> delegate.getCatalog());
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> types) throws SQLException {
    telling(() -> delegate.setTypeMap(types));
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return asking(() -> delegate.getTypeMap());
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return asking(() -> delegate.getWarnings());
  }

  @Override
  public void clearWarnings() throws SQLException {
    telling(() -> delegate.clearWarnings());
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return asking(() -> delegate.nativeSQL(sql));
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    return asking(() -> delegate.createArrayOf(type, elements));
  }

  @Override
  public Struct createStruct(String type, Object[] attributes) throws SQLException {
    return asking(() -> delegate.createStruct(type, attributes));
  }

  @Override
  public Blob createBlob() throws SQLException {
    return asking(() -> delegate.createBlob());
  }

  @Override
  public Clob createClob() throws SQLException {
    return asking(() -> delegate.createClob());
  }

  @Override
  public NClob createNClob() throws SQLException {
    return asking(() -> delegate.createNClob());
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return asking(() -> delegate.createSQLXML());
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return asking(() -> delegate.getClientInfo());
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    return asking(() -> delegate.getClientInfo(name));
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

  // The pool calls these on connections that it throws away: of those there is nothing to tell.

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    delegate.setNetworkTimeout(executor, millis);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate.getNetworkTimeout();
  }
}
