package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A transaction on the fallback that holds the gate: no writer is at work, and none can begin until
 * it ends. It ends by itself when its process stops for longer than {@link #IDLE}. Not thread-safe.
 */
public final class Closing implements AutoCloseable {
  /** How long the transaction may wait for its next statement before the server ends it. */
  public static final Duration IDLE = Duration.ofSeconds(10);

  private final Connection connection;

  private Closing(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock; owns the connection from here on.
   *
   * @param lockTimeout the longest wait, during which new writers queue behind it: keep it below
   *     the server's deadlock_timeout
   * @throws SQLException with SQLSTATE 55P03 when writers hold the gate for longer; the connection
   *     is closed then
   */
  static Closing begin(Connection connection, Duration lockTimeout) throws SQLException {
    try {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
      Pins.set(connection, lockTimeout, IDLE);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE understudy.gate IN ACCESS EXCLUSIVE MODE");
      }
      return new Closing(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The connection whose transaction holds the gate, with {@link Pins} set. */
  public Connection connection() {
    return connection;
  }

  /**
   * Closes the gate, if the epoch is the expected one and nothing is left in the journal, and
   * commits with everything that was done on the connection.
   *
   * @return what the gate says then: with another epoch standing nothing of the transaction was
   *     kept
   * @throws SQLException also with SQLSTATE 55000 when the journal is not empty; nothing was kept
   */
  public GateTable.State close(long expectedEpoch, String reason) throws SQLException {
    try (connection;
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT is_open, at_epoch FROM understudy.close_gate(?, ?)")) {
      statement.setLong(1, expectedEpoch);
      statement.setString(2, reason);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        GateTable.State state = new GateTable.State(row.getBoolean(1), row.getLong(2));
        if (!state.open() && state.epoch() == expectedEpoch + 1) {
          connection.commit();
        } else {
          connection.rollback();
        }
        return state;
      }
    }
  }

  /** Lets the writers on: the gate stays open, nothing of the transaction is kept. */
  public void rollback() throws SQLException {
    try (connection) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    }
  }

  /** As {@link #rollback()}, unless it was closed already. */
  @Override
  public void close() throws SQLException {
    rollback();
  }
}
