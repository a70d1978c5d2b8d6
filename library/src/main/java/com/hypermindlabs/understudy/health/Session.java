package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A probe's connection, kept open from one reading to the next: one round trip each. Not
 * thread-safe: used by the probe's worker alone.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final String QUESTION =
      "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',"
          + " current_setting('server_version_num')::int, current_setting('server_version')";

  private final ConnectionFactory connections;
  private final ConnectionTarget target;
  private final DeadlineSockets.Group sockets;
  private @Nullable Connection kept;
  private @Nullable Connection leftOver;

  Session(ConnectionTarget target, Duration budget, DeadlineSockets.Group sockets) {
    // No login limit: the driver would start a thread for it, and leave it behind.
    this.connections =
        new ConnectionFactory(
            "understudy-probe",
            new ConnectionFactory.Timeouts(budget, Duration.ZERO, Duration.ZERO));
    this.target = withoutPreparing(target);
    this.sockets = sockets;
  }

  /** What a server says of itself. */
  record Answer(
      boolean inRecovery, boolean readOnly, int major, String version, Duration latency) {}

  /**
   * Asks the server, on the connection that is kept or on a new one.
   *
   * @throws SQLException when a new connection cannot be made or used; none is kept then
   */
  Answer ask(boolean fresh) throws SQLException {
    Connection old = kept;
    if (old != null && !fresh) {
      try {
        return ask(old);
      } catch (SQLException e) {
        abort();
        if (FailureClassifier.classify(e) == ProblemCode.SILENT) {
          throw e;
        }
        // One backend may be ended without the server being gone: a new connection tells.
        LOG.debug("the probe's connection to {} broke", target, e);
      }
    }
    try {
      Connection opened = connections.open(target, DeadlineSockets.class, sockets.key());
      leftOver = kept;
      kept = opened;
      return ask(opened);
    } catch (SQLException e) {
      abort();
      throw e;
    }
  }

  /** Takes leave of a connection that a fresh one has replaced, once its answer is out. */
  void tidy() {
    close(leftOver);
    leftOver = null;
  }

  /** Takes leave of the server; waits for its answer until the deadline. */
  void drop() {
    close(kept);
    kept = null;
  }

  private void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("close the probe's connection to {}", target, e);
      }
    }
  }

  // A close alone would wait for an answer of a server that may have none to give; an abort alone
  // would leave the driver's leak detector something to complain about.
  private void abort() {
    sockets.abort();
    drop();
  }

  private static Answer ask(Connection connection) throws SQLException {
    long begun = System.nanoTime();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUESTION)) {
      Duration latency = Duration.ofNanos(System.nanoTime() - begun);
      if (!row.next()) {
        throw new SQLException("the server gives no answer to the probe's question", "08P01");
      }
      return new Answer(
          row.getBoolean(1),
          row.getBoolean(2),
          row.getInt(3) / 10_000,
          row.getString(4).split(" ", -1)[0],
          latency);
    }
  }

  // Behind a pooler the next reading may meet another backend: nothing may be left in this one.
  private static ConnectionTarget withoutPreparing(ConnectionTarget target) {
    Map<String, String> properties = new HashMap<>(target.properties());
    properties.remove("options");
    properties.put("prepareThreshold", "0");
    properties.put("preferQueryMode", "simple");
    return new ConnectionTarget(
        target.endpoint(), target.database(), target.user(), target.password(), properties);
  }
}
