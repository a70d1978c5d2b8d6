package com.hypermindlabs.understudy.pool;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;

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
    return connection.asking(() -> prepared.getMetaData());
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return connection.asking(() -> prepared.getParameterMetaData());
  }

  // For these the driver asks the server what a type is, or writes a large object.

  @Override
  public void setArray(int index, Array value) throws SQLException {
    connection.telling(() -> prepared.setArray(index, value));
  }

  @Override
  public void setNull(int index, int type, String name) throws SQLException {
    connection.telling(() -> prepared.setNull(index, type, name));
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    connection.telling(() -> prepared.setObject(index, value));
  }

  @Override
  public void setObject(int index, Object value, int type) throws SQLException {
    connection.telling(() -> prepared.setObject(index, value, type));
  }

  @Override
  public void setObject(int index, Object value, int type, int scale) throws SQLException {
    connection.telling(() -> prepared.setObject(index, value, type, scale));
  }

  @Override
  public void setObject(int index, Object value, SQLType type) throws SQLException {
    connection.telling(() -> prepared.setObject(index, value, type));
  }

  @Override
  public void setObject(int index, Object value, SQLType type, int scale) throws SQLException {
    connection.telling(() -> prepared.setObject(index, value, type, scale));
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    connection.telling(() -> prepared.setBlob(index, value));
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    connection.telling(() -> prepared.setBlob(index, value));
  }

  @Override
  public void setBlob(int index, InputStream value, long length) throws SQLException {
    connection.telling(() -> prepared.setBlob(index, value, length));
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    connection.telling(() -> prepared.setClob(index, value));
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    connection.telling(() -> prepared.setClob(index, value));
  }

  @Override
  public void setClob(int index, Reader value, long length) throws SQLException {
    connection.telling(() -> prepared.setClob(index, value, length));
  }
}
