package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection without auto-commit, with what rounds ask of one. Not thread-safe. */
final class Session implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofMinutes(30);
  private static final int ALIVE_SECONDS = 1;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(Link link) throws SQLException {
    Connection connection = link.open();
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
      connection.setAutoCommit(false);
      return new Session(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /** Begins a transaction; what was under way is given up. */
  void begin(Duration lockTimeout) throws SQLException {
    connection.rollback();
    Pins.set(connection, lockTimeout);
  }

  /** Runs one or several statements. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs one statement that may not be part of a transaction; what was under way is given up. */
  void runAlone(String sql) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
    try {
      run(sql);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  /** Runs one statement with parameters. */
  long update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeLargeUpdate();
    }
  }

  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (row.next()) {
          all.add(reader.read(row));
        }
        return all;
      }
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  boolean alive() throws SQLException {
    return connection.isValid(ALIVE_SECONDS);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** Gives up what is under way. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is given up either way.
      return;
    }
  }
}
