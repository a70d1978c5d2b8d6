package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Reuse;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The connections of one life of a process. When it is killed they are all cut at once and no other
 * is made, so that nothing the struck code does while it unwinds has any effect. Thread-safe.
 */
final class Life {
  private static final Map<TestServer, Connection> WATCHING = new HashMap<>();
  private static final AtomicInteger LIVES = new AtomicInteger();
  private static final int VALID_SECONDS = 20;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final String name = "life-" + LIVES.incrementAndGet();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private volatile boolean dead;

  /** What its sessions are called on the servers begins with this. */
  String name() {
    return name;
  }

  boolean dead() {
    return dead;
  }

  /** The same link for as long as it lives. */
  Link of(Link link) {
    Reuse own = new Reuse(() -> adopted(link.open()));
    return () -> {
      if (dead) {
        throw new SQLException("this process is dead", "57P01");
      }
      return own.open();
    };
  }

  /** A connection that ends with it. */
  Connection adopted(Connection connection) {
    connections.add(connection);
    if (dead) {
      cut(connection);
    }
    return connection;
  }

  /** Cuts everything; the servers notice by themselves. */
  void kill() {
    dead = true;
    connections.forEach(Life::cut);
  }

  private static void cut(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException("cut a connection", e);
    }
  }

  /** Waits until no server has a session of it any more. */
  void awaitGone(List<TestServer> servers) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (TestServer server : servers) {
      while (sessions(server) > 0) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              name + " was killed, and its sessions live on: port " + server.port());
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private int sessions(TestServer server) throws SQLException {
    // Worlds play beside each other, and a connection is one thread's at a time.
    synchronized (WATCHING) {
      return sessions(watching(server));
    }
  }

  private static Connection watching(TestServer server) throws SQLException {
    Connection connection = WATCHING.get(server);
    if (connection == null || !connection.isValid(VALID_SECONDS)) {
      connection = server.maintenance().connect();
      WATCHING.put(server, connection);
    }
    return connection;
  }

  private int sessions(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM pg_stat_activity"
                + " WHERE application_name = ? OR application_name LIKE ?")) {
      statement.setString(1, name);
      statement.setString(2, name + "/%");
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
