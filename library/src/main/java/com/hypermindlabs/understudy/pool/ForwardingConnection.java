package com.hypermindlabs.understudy.pool;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/** Hands every call on. Subclasses override what they care about. */
abstract class ForwardingConnection implements Connection {
  final Connection delegate;

  ForwardingConnection(Connection delegate) {
    this.delegate = delegate;
  }

  @Override
  public void abort(Executor value) throws SQLException {
    delegate.abort(value);
  }

  @Override
  public void beginRequest() throws SQLException {
    delegate.beginRequest();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public void commit() throws SQLException {
    delegate.commit();
  }

  @Override
  public Array createArrayOf(String a1, Object[] a2) throws SQLException {
    return delegate.createArrayOf(a1, a2);
  }

  @Override
  public Blob createBlob() throws SQLException {
    return delegate.createBlob();
  }

  @Override
  public Clob createClob() throws SQLException {
    return delegate.createClob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return delegate.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return delegate.createSQLXML();
  }

  @Override
  public Statement createStatement() throws SQLException {
    return delegate.createStatement();
  }

  @Override
  public Statement createStatement(int a1, int a2, int a3) throws SQLException {
    return delegate.createStatement(a1, a2, a3);
  }

  @Override
  public Statement createStatement(int a1, int a2) throws SQLException {
    return delegate.createStatement(a1, a2);
  }

  @Override
  public Struct createStruct(String a1, Object[] a2) throws SQLException {
    return delegate.createStruct(a1, a2);
  }

  @Override
  public void endRequest() throws SQLException {
    delegate.endRequest();
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate.getAutoCommit();
  }

  @Override
  public String getCatalog() throws SQLException {
    return delegate.getCatalog();
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return delegate.getClientInfo();
  }

  @Override
  public String getClientInfo(String value) throws SQLException {
    return delegate.getClientInfo(value);
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate.getHoldability();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return delegate.getMetaData();
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate.getNetworkTimeout();
  }

  @Override
  public String getSchema() throws SQLException {
    return delegate.getSchema();
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate.getTransactionIsolation();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate.getTypeMap();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate.isReadOnly();
  }

  @Override
  public boolean isValid(int value) throws SQLException {
    return delegate.isValid(value);
  }

  @Override
  public boolean isWrapperFor(Class<?> value) throws SQLException {
    return delegate.isWrapperFor(value);
  }

  @Override
  public String nativeSQL(String value) throws SQLException {
    return delegate.nativeSQL(value);
  }

  @Override
  public CallableStatement prepareCall(String a1, int a2, int a3, int a4) throws SQLException {
    return delegate.prepareCall(a1, a2, a3, a4);
  }

  @Override
  public CallableStatement prepareCall(String a1, int a2, int a3) throws SQLException {
    return delegate.prepareCall(a1, a2, a3);
  }

  @Override
  public CallableStatement prepareCall(String value) throws SQLException {
    return delegate.prepareCall(value);
  }

  @Override
  public PreparedStatement prepareStatement(String a1, int[] a2) throws SQLException {
    return delegate.prepareStatement(a1, a2);
  }

  @Override
  public PreparedStatement prepareStatement(String a1, String[] a2) throws SQLException {
    return delegate.prepareStatement(a1, a2);
  }

  @Override
  public PreparedStatement prepareStatement(String a1, int a2, int a3, int a4) throws SQLException {
    return delegate.prepareStatement(a1, a2, a3, a4);
  }

  @Override
  public PreparedStatement prepareStatement(String a1, int a2, int a3) throws SQLException {
    return delegate.prepareStatement(a1, a2, a3);
  }

  @Override
  public PreparedStatement prepareStatement(String a1, int a2) throws SQLException {
    return delegate.prepareStatement(a1, a2);
  }

  @Override
  public PreparedStatement prepareStatement(String value) throws SQLException {
    return delegate.prepareStatement(value);
  }

  @Override
  public void releaseSavepoint(Savepoint value) throws SQLException {
    delegate.releaseSavepoint(value);
  }

  @Override
  public void rollback() throws SQLException {
    delegate.rollback();
  }

  @Override
  public void rollback(Savepoint value) throws SQLException {
    delegate.rollback(value);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    delegate.setAutoCommit(value);
  }

  @Override
  public void setCatalog(String value) throws SQLException {
    delegate.setCatalog(value);
  }

  @Override
  public void setClientInfo(String a1, String a2) throws SQLClientInfoException {
    delegate.setClientInfo(a1, a2);
  }

  @Override
  public void setClientInfo(Properties value) throws SQLClientInfoException {
    delegate.setClientInfo(value);
  }

  @Override
  public void setHoldability(int value) throws SQLException {
    delegate.setHoldability(value);
  }

  @Override
  public void setNetworkTimeout(Executor a1, int a2) throws SQLException {
    delegate.setNetworkTimeout(a1, a2);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    delegate.setReadOnly(value);
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return delegate.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String value) throws SQLException {
    return delegate.setSavepoint(value);
  }

  @Override
  public void setSchema(String value) throws SQLException {
    delegate.setSchema(value);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey a1, int a2) throws SQLException {
    return delegate.setShardingKeyIfValid(a1, a2);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey a1, ShardingKey a2, int a3) throws SQLException {
    return delegate.setShardingKeyIfValid(a1, a2, a3);
  }

  @Override
  public void setShardingKey(ShardingKey a1, ShardingKey a2) throws SQLException {
    delegate.setShardingKey(a1, a2);
  }

  @Override
  public void setShardingKey(ShardingKey value) throws SQLException {
    delegate.setShardingKey(value);
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    delegate.setTransactionIsolation(value);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
    delegate.setTypeMap(value);
  }

  @Override
  public <T> T unwrap(Class<T> value) throws SQLException {
    return delegate.unwrap(value);
  }
}
