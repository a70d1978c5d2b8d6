package com.hypermindlabs.understudy.pool;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** Hands every call on. Subclasses override what they care about. */
abstract class ForwardingPreparedStatement extends ObservedStatement implements PreparedStatement {
  final PreparedStatement prepared;

  ForwardingPreparedStatement(
      PreparedStatement prepared, ObservedConnection connection, String sql) {
    super(prepared, connection, sql);
    this.prepared = prepared;
  }

  @Override
  public void addBatch() throws SQLException {
    prepared.addBatch();
  }

  @Override
  public void clearParameters() throws SQLException {
    prepared.clearParameters();
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return prepared.executeLargeUpdate();
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    return prepared.executeQuery();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return prepared.executeUpdate();
  }

  @Override
  public boolean execute() throws SQLException {
    return prepared.execute();
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return prepared.getMetaData();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return prepared.getParameterMetaData();
  }

  @Override
  public void setArray(int a1, Array a2) throws SQLException {
    prepared.setArray(a1, a2);
  }

  @Override
  public void setAsciiStream(int a1, InputStream a2, int a3) throws SQLException {
    prepared.setAsciiStream(a1, a2, a3);
  }

  @Override
  public void setAsciiStream(int a1, InputStream a2, long a3) throws SQLException {
    prepared.setAsciiStream(a1, a2, a3);
  }

  @Override
  public void setAsciiStream(int a1, InputStream a2) throws SQLException {
    prepared.setAsciiStream(a1, a2);
  }

  @Override
  public void setBigDecimal(int a1, BigDecimal a2) throws SQLException {
    prepared.setBigDecimal(a1, a2);
  }

  @Override
  public void setBinaryStream(int a1, InputStream a2, int a3) throws SQLException {
    prepared.setBinaryStream(a1, a2, a3);
  }

  @Override
  public void setBinaryStream(int a1, InputStream a2, long a3) throws SQLException {
    prepared.setBinaryStream(a1, a2, a3);
  }

  @Override
  public void setBinaryStream(int a1, InputStream a2) throws SQLException {
    prepared.setBinaryStream(a1, a2);
  }

  @Override
  public void setBlob(int a1, InputStream a2, long a3) throws SQLException {
    prepared.setBlob(a1, a2, a3);
  }

  @Override
  public void setBlob(int a1, InputStream a2) throws SQLException {
    prepared.setBlob(a1, a2);
  }

  @Override
  public void setBlob(int a1, Blob a2) throws SQLException {
    prepared.setBlob(a1, a2);
  }

  @Override
  public void setBoolean(int a1, boolean a2) throws SQLException {
    prepared.setBoolean(a1, a2);
  }

  @Override
  public void setByte(int a1, byte a2) throws SQLException {
    prepared.setByte(a1, a2);
  }

  @Override
  public void setBytes(int a1, byte[] a2) throws SQLException {
    prepared.setBytes(a1, a2);
  }

  @Override
  public void setCharacterStream(int a1, Reader a2, int a3) throws SQLException {
    prepared.setCharacterStream(a1, a2, a3);
  }

  @Override
  public void setCharacterStream(int a1, Reader a2, long a3) throws SQLException {
    prepared.setCharacterStream(a1, a2, a3);
  }

  @Override
  public void setCharacterStream(int a1, Reader a2) throws SQLException {
    prepared.setCharacterStream(a1, a2);
  }

  @Override
  public void setClob(int a1, Reader a2, long a3) throws SQLException {
    prepared.setClob(a1, a2, a3);
  }

  @Override
  public void setClob(int a1, Reader a2) throws SQLException {
    prepared.setClob(a1, a2);
  }

  @Override
  public void setClob(int a1, Clob a2) throws SQLException {
    prepared.setClob(a1, a2);
  }

  @Override
  public void setDate(int a1, Date a2, Calendar a3) throws SQLException {
    prepared.setDate(a1, a2, a3);
  }

  @Override
  public void setDate(int a1, Date a2) throws SQLException {
    prepared.setDate(a1, a2);
  }

  @Override
  public void setDouble(int a1, double a2) throws SQLException {
    prepared.setDouble(a1, a2);
  }

  @Override
  public void setFloat(int a1, float a2) throws SQLException {
    prepared.setFloat(a1, a2);
  }

  @Override
  public void setInt(int a1, int a2) throws SQLException {
    prepared.setInt(a1, a2);
  }

  @Override
  public void setLong(int a1, long a2) throws SQLException {
    prepared.setLong(a1, a2);
  }

  @Override
  public void setNCharacterStream(int a1, Reader a2, long a3) throws SQLException {
    prepared.setNCharacterStream(a1, a2, a3);
  }

  @Override
  public void setNCharacterStream(int a1, Reader a2) throws SQLException {
    prepared.setNCharacterStream(a1, a2);
  }

  @Override
  public void setNClob(int a1, Reader a2, long a3) throws SQLException {
    prepared.setNClob(a1, a2, a3);
  }

  @Override
  public void setNClob(int a1, Reader a2) throws SQLException {
    prepared.setNClob(a1, a2);
  }

  @Override
  public void setNClob(int a1, NClob a2) throws SQLException {
    prepared.setNClob(a1, a2);
  }

  @Override
  public void setNString(int a1, String a2) throws SQLException {
    prepared.setNString(a1, a2);
  }

  @Override
  public void setNull(int a1, int a2, String a3) throws SQLException {
    prepared.setNull(a1, a2, a3);
  }

  @Override
  public void setNull(int a1, int a2) throws SQLException {
    prepared.setNull(a1, a2);
  }

  @Override
  public void setObject(int a1, Object a2, int a3, int a4) throws SQLException {
    prepared.setObject(a1, a2, a3, a4);
  }

  @Override
  public void setObject(int a1, Object a2, int a3) throws SQLException {
    prepared.setObject(a1, a2, a3);
  }

  @Override
  public void setObject(int a1, Object a2, SQLType a3, int a4) throws SQLException {
    prepared.setObject(a1, a2, a3, a4);
  }

  @Override
  public void setObject(int a1, Object a2, SQLType a3) throws SQLException {
    prepared.setObject(a1, a2, a3);
  }

  @Override
  public void setObject(int a1, Object a2) throws SQLException {
    prepared.setObject(a1, a2);
  }

  @Override
  public void setRef(int a1, Ref a2) throws SQLException {
    prepared.setRef(a1, a2);
  }

  @Override
  public void setRowId(int a1, RowId a2) throws SQLException {
    prepared.setRowId(a1, a2);
  }

  @Override
  public void setSQLXML(int a1, SQLXML a2) throws SQLException {
    prepared.setSQLXML(a1, a2);
  }

  @Override
  public void setShort(int a1, short a2) throws SQLException {
    prepared.setShort(a1, a2);
  }

  @Override
  public void setString(int a1, String a2) throws SQLException {
    prepared.setString(a1, a2);
  }

  @Override
  public void setTime(int a1, Time a2, Calendar a3) throws SQLException {
    prepared.setTime(a1, a2, a3);
  }

  @Override
  public void setTime(int a1, Time a2) throws SQLException {
    prepared.setTime(a1, a2);
  }

  @Override
  public void setTimestamp(int a1, Timestamp a2, Calendar a3) throws SQLException {
    prepared.setTimestamp(a1, a2, a3);
  }

  @Override
  public void setTimestamp(int a1, Timestamp a2) throws SQLException {
    prepared.setTimestamp(a1, a2);
  }

  @Override
  public void setURL(int a1, URL a2) throws SQLException {
    prepared.setURL(a1, a2);
  }

  @Deprecated
  @Override
  public void setUnicodeStream(int a1, InputStream a2, int a3) throws SQLException {
    prepared.setUnicodeStream(a1, a2, a3);
  }
}
