package com.hypermindlabs.understudy.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A statement that tells what it was doing when its connection broke. */
class ObservedStatement extends ForwardingStatement {
  /** What a batch of several statements is called in place of its text: it may do anything. */
  private static final String BATCH = "batch";

  final ObservedConnection connection;
  final String sql;

  ObservedStatement(Statement delegate, ObservedConnection connection) {
    this(delegate, connection, BATCH);
  }

  ObservedStatement(Statement delegate, ObservedConnection connection, String sql) {
    super(delegate);
    this.connection = connection;
    this.sql = sql;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  @Override
  public int[] executeBatch() throws SQLException {
    try {
      return delegate.executeBatch();
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    try {
      return delegate.executeLargeBatch();
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public ResultSet executeQuery(String text) throws SQLException {
    try {
      return delegate.executeQuery(text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text) throws SQLException {
    try {
      return delegate.execute(text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, int keys) throws SQLException {
    try {
      return delegate.execute(text, keys);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, int[] columns) throws SQLException {
    try {
      return delegate.execute(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, String[] columns) throws SQLException {
    try {
      return delegate.execute(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text) throws SQLException {
    try {
      return delegate.executeUpdate(text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, int keys) throws SQLException {
    try {
      return delegate.executeUpdate(text, keys);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, int[] columns) throws SQLException {
    try {
      return delegate.executeUpdate(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, String[] columns) throws SQLException {
    try {
      return delegate.executeUpdate(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text) throws SQLException {
    try {
      return delegate.executeLargeUpdate(text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, int keys) throws SQLException {
    try {
      return delegate.executeLargeUpdate(text, keys);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, int[] columns) throws SQLException {
    try {
      return delegate.executeLargeUpdate(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, String[] columns) throws SQLException {
    try {
      return delegate.executeLargeUpdate(text, columns);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }
}
