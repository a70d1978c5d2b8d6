package com.hypermindlabs.understudy.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Hands every call on. Subclasses override what they care about. */
abstract class ForwardingStatement implements Statement {
  final Statement delegate;

  ForwardingStatement(Statement delegate) {
    this.delegate = delegate;
  }

  @Override
  public void addBatch(String value) throws SQLException {
    delegate.addBatch(value);
  }

  @Override
  public void cancel() throws SQLException {
    delegate.cancel();
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    delegate.closeOnCompletion();
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public String enquoteIdentifier(String a1, boolean a2) throws SQLException {
    return delegate.enquoteIdentifier(a1, a2);
  }

  @Override
  public String enquoteLiteral(String value) throws SQLException {
    return delegate.enquoteLiteral(value);
  }

  @Override
  public String enquoteNCharLiteral(String value) throws SQLException {
    return delegate.enquoteNCharLiteral(value);
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return delegate.executeBatch();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return delegate.executeLargeBatch();
  }

  @Override
  public long executeLargeUpdate(String a1, int[] a2) throws SQLException {
    return delegate.executeLargeUpdate(a1, a2);
  }

  @Override
  public long executeLargeUpdate(String a1, String[] a2) throws SQLException {
    return delegate.executeLargeUpdate(a1, a2);
  }

  @Override
  public long executeLargeUpdate(String a1, int a2) throws SQLException {
    return delegate.executeLargeUpdate(a1, a2);
  }

  @Override
  public long executeLargeUpdate(String value) throws SQLException {
    return delegate.executeLargeUpdate(value);
  }

  @Override
  public ResultSet executeQuery(String value) throws SQLException {
    return delegate.executeQuery(value);
  }

  @Override
  public int executeUpdate(String a1, int[] a2) throws SQLException {
    return delegate.executeUpdate(a1, a2);
  }

  @Override
  public int executeUpdate(String a1, String[] a2) throws SQLException {
    return delegate.executeUpdate(a1, a2);
  }

  @Override
  public int executeUpdate(String a1, int a2) throws SQLException {
    return delegate.executeUpdate(a1, a2);
  }

  @Override
  public int executeUpdate(String value) throws SQLException {
    return delegate.executeUpdate(value);
  }

  @Override
  public boolean execute(String a1, int[] a2) throws SQLException {
    return delegate.execute(a1, a2);
  }

  @Override
  public boolean execute(String a1, String[] a2) throws SQLException {
    return delegate.execute(a1, a2);
  }

  @Override
  public boolean execute(String a1, int a2) throws SQLException {
    return delegate.execute(a1, a2);
  }

  @Override
  public boolean execute(String value) throws SQLException {
    return delegate.execute(value);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return delegate.getConnection();
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return delegate.getFetchDirection();
  }

  @Override
  public int getFetchSize() throws SQLException {
    return delegate.getFetchSize();
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return delegate.getGeneratedKeys();
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return delegate.getLargeMaxRows();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return delegate.getLargeUpdateCount();
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    return delegate.getMaxFieldSize();
  }

  @Override
  public int getMaxRows() throws SQLException {
    return delegate.getMaxRows();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return delegate.getMoreResults();
  }

  @Override
  public boolean getMoreResults(int value) throws SQLException {
    return delegate.getMoreResults(value);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return delegate.getQueryTimeout();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return delegate.getResultSetConcurrency();
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return delegate.getResultSetHoldability();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return delegate.getResultSetType();
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    return delegate.getResultSet();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return delegate.getUpdateCount();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return delegate.isCloseOnCompletion();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return delegate.isPoolable();
  }

  @Override
  public boolean isSimpleIdentifier(String value) throws SQLException {
    return delegate.isSimpleIdentifier(value);
  }

  @Override
  public boolean isWrapperFor(Class<?> value) throws SQLException {
    return delegate.isWrapperFor(value);
  }

  @Override
  public void setCursorName(String value) throws SQLException {
    delegate.setCursorName(value);
  }

  @Override
  public void setEscapeProcessing(boolean value) throws SQLException {
    delegate.setEscapeProcessing(value);
  }

  @Override
  public void setFetchDirection(int value) throws SQLException {
    delegate.setFetchDirection(value);
  }

  @Override
  public void setFetchSize(int value) throws SQLException {
    delegate.setFetchSize(value);
  }

  @Override
  public void setLargeMaxRows(long value) throws SQLException {
    delegate.setLargeMaxRows(value);
  }

  @Override
  public void setMaxFieldSize(int value) throws SQLException {
    delegate.setMaxFieldSize(value);
  }

  @Override
  public void setMaxRows(int value) throws SQLException {
    delegate.setMaxRows(value);
  }

  @Override
  public void setPoolable(boolean value) throws SQLException {
    delegate.setPoolable(value);
  }

  @Override
  public void setQueryTimeout(int value) throws SQLException {
    delegate.setQueryTimeout(value);
  }

  @Override
  public <T> T unwrap(Class<T> value) throws SQLException {
    return delegate.unwrap(value);
  }
}
