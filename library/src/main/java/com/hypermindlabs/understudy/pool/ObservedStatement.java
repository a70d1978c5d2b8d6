package com.hypermindlabs.understudy.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

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
  public @Nullable ResultSet getResultSet() throws SQLException {
    ResultSet rows = delegate.getResultSet();
    return rows == null ? null : connection.reading(rows, this);
  }

  @Override
  public int[] executeBatch() throws SQLException {
    try {
      return connection.ran(delegate.executeBatch(), sql);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    try {
      return connection.ran(delegate.executeLargeBatch(), sql);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public ResultSet executeQuery(String text) throws SQLException {
    try {
      return connection.reading(connection.ran(delegate.executeQuery(text), text), this);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text) throws SQLException {
    try {
      return connection.ran(delegate.execute(text), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, int keys) throws SQLException {
    try {
      return connection.ran(delegate.execute(text, keys), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, int[] columns) throws SQLException {
    try {
      return connection.ran(delegate.execute(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public boolean execute(String text, String[] columns) throws SQLException {
    try {
      return connection.ran(delegate.execute(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text) throws SQLException {
    try {
      return connection.ran(delegate.executeUpdate(text), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, int keys) throws SQLException {
    try {
      return connection.ran(delegate.executeUpdate(text, keys), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, int[] columns) throws SQLException {
    try {
      return connection.ran(delegate.executeUpdate(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public int executeUpdate(String text, String[] columns) throws SQLException {
    try {
      return connection.ran(delegate.executeUpdate(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text) throws SQLException {
    try {
      return connection.ran(delegate.executeLargeUpdate(text), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, int keys) throws SQLException {
    try {
      return connection.ran(delegate.executeLargeUpdate(text, keys), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, int[] columns) throws SQLException {
    try {
      return connection.ran(delegate.executeLargeUpdate(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }

  @Override
  public long executeLargeUpdate(String text, String[] columns) throws SQLException {
    try {
      return connection.ran(delegate.executeLargeUpdate(text, columns), text);
    } catch (SQLException e) {
      throw connection.broken(e, text);
    }
  }
}
