package com.hypermindlabs.understudy.pool;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** A prepared statement that tells what it was doing when its connection broke. */
final class ObservedPreparedStatement extends ForwardingPreparedStatement {
  ObservedPreparedStatement(PreparedStatement prepared, ObservedConnection connection, String sql) {
    super(prepared, connection, sql);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    try {
      return connection.reading(connection.ran(prepared.executeQuery(), sql), this);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public boolean execute() throws SQLException {
    try {
      return connection.ran(prepared.execute(), sql);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public int executeUpdate() throws SQLException {
    try {
      return connection.ran(prepared.executeUpdate(), sql);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    try {
      return connection.ran(prepared.executeLargeUpdate(), sql);
    } catch (SQLException e) {
      throw connection.broken(e, sql);
    }
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    try {
      return prepared.getMetaData();
    } catch (SQLException e) {
      throw connection.lost(e);
    }
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    try {
      return prepared.getParameterMetaData();
    } catch (SQLException e) {
      throw connection.lost(e);
    }
  }
}
