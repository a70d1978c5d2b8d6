package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The primary as one process of a site sees it. Thread-safe. */
final class PrimarySide {
  private static final Logger LOG = LoggerFactory.getLogger(PrimarySide.class);

  private static final Map<String, String> THROUGH_POOLERS = Map.of("prepareThreshold", "0");

  private final DatabaseSettings settings;
  private final ConnectionFactory factory;
  private final String sessions;
  private final Migration migration;
  private final TrackedLink link;
  private volatile Endpoint writable;

  /**
   * @param factory for connections that are not the application's
   * @param sessions the application name of the pools' sessions
   */
  PrimarySide(
      DatabaseSettings settings, ConnectionFactory factory, String sessions, Migration migration) {
    this.sessions = sessions;
    this.settings = settings;
    this.factory = factory;
    this.migration = migration;
    this.writable = settings.hosts().get(0);
    this.link = new TrackedLink(wire -> factory.open(ownTarget(), THROUGH_POOLERS, wire));
  }

  DatabaseSettings settings() {
    return settings;
  }

  /** Where to connect: the host that was writable when last looked at. */
  ConnectionTarget target() {
    return settings.target(writable);
  }

  private ConnectionTarget ownTarget() {
    return settings.ownTarget(writable);
  }

  /** Answers whether the writable host is another one than before. */
  boolean moved(Endpoint found) {
    boolean moved = !found.equals(writable);
    writable = found;
    return moved;
  }

  /** Connections as the tables' owner that a pooler in between does not mind. */
  TrackedLink link() {
    return link;
  }

  void migrate() throws Exception {
    migration.migrate(new DirectDataSource(factory, target(), Map.of()));
  }

  /**
   * Whether no session of this site is in the middle of something. What cannot be asked is not
   * waited for.
   *
   * @param processes the server's processes for this process's own sessions, which the application
   *     may have given names of its own; those of the others are known by their name alone
   */
  boolean drained(List<Integer> processes) {
    String sql =
        "SELECT count(*) FROM pg_stat_activity WHERE (application_name = ? OR pid = ANY (?))"
            + " AND state <> 'idle' AND pid <> pg_backend_pid()";
    try (Connection connection = factory.open(ownTarget());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, sessions);
      statement.setArray(2, connection.createArrayOf("int4", processes.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getLong(1) == 0;
      }
    } catch (SQLException e) {
      LOG.debug("ask the primary for running transactions", e);
      return true;
    }
  }
}
