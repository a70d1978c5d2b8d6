package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one writer of a side. Reads everything before and after its statements in the transaction
 * itself, so that what it logs is what it did, cascades included. Not thread-safe.
 */
final class Client implements AutoCloseable {
  /** How it reaches its server. */
  interface Source {
    Connection open() throws SQLException;
  }

  /** What became of a transaction. */
  enum Outcome {
    COMMITTED,
    EMPTY,
    REFUSED
  }

  private final Side side;
  private final Source source;
  private final Schema schema;
  private final Writes workload;
  private final Log log;
  private final Map<String, Integer> refusals = new TreeMap<>();
  private Connection connection;

  Client(Side side, Source source, Schema schema, Writes workload, Log log) {
    this.side = side;
    this.source = source;
    this.schema = schema;
    this.workload = workload;
    this.log = log;
  }

  /** One transaction of random statements. */
  Outcome write() throws SQLException {
    Connection own = connected();
    try {
      Reading before = Reading.of(own, schema);
      workload.run(own, before);
      return commit(own, before);
    } catch (SQLException e) {
      refusals.merge(String.valueOf(e.getSQLState()), 1, Integer::sum);
      abandon();
      return Outcome.REFUSED;
    }
  }

  /** A transaction of given statements; fails where it is refused. */
  void write(String... statements) throws SQLException {
    Connection own = connected();
    Reading before = Reading.of(own, schema);
    try (Statement statement = own.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      commit(own, before);
    } catch (SQLException e) {
      abandon();
      throw e;
    }
  }

  private Outcome commit(Connection own, Reading before) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }
    List<Change> changes = before.changesTo(Reading.of(own, schema));
    if (changes.isEmpty()) {
      own.rollback();
      return Outcome.EMPTY;
    }
    Set<RowId> touched = side == Side.FALLBACK ? Reading.writtenUnderHold(own, schema) : Set.of();
    String xid = xid(own);
    try {
      own.commit();
    } catch (SQLException e) {
      connection = null;
      if (!committed(xid)) {
        throw e;
      }
    }
    log.committed(side, xid, changes, touched);
    return Outcome.COMMITTED;
  }

  private static String xid(Connection own) throws SQLException {
    try (Statement statement = own.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  /** What the server says of a transaction whose answer was lost. */
  private boolean committed(String xid) throws SQLException {
    try (PreparedStatement statement =
        connected().prepareStatement("SELECT pg_xact_status(?::xid8)")) {
      statement.setString(1, xid);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return "committed".equals(row.getString(1));
      }
    }
  }

  /** The rows of its side now. */
  Reading read() throws SQLException {
    Connection own = connected();
    Reading reading = Reading.of(own, schema);
    own.rollback();
    return reading;
  }

  Connection connected() throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = source.open();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';"
                + " SET extra_float_digits = 3; SET bytea_output = 'hex';"
                + " SET lock_timeout = '50ms'");
      }
      connection.setAutoCommit(false);
      if (side == Side.PRIMARY) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
    }
    return connection;
  }

  /** Gives its connection up, as after a kill of the server. */
  void reconnect() {
    connection = null;
  }

  /** SQLSTATEs of what was refused, with how often. */
  Map<String, Integer> refusals() {
    return refusals;
  }

  private void abandon() {
    try {
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException e) {
      connection = null;
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
