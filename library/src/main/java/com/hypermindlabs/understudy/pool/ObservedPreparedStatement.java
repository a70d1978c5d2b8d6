package com.hypermindlabs.understudy.pool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A prepared statement that tells what it was doing when its connection broke. */
final class ObservedPreparedStatement extends ForwardingPreparedStatement {
  ObservedPreparedStatement(PreparedStatement prepared, ObservedConnection connection, String sql) {
    super(prepared, connection, sql);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    try {
      return connection.ran(prepared.executeQuery(), sql);
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
}
