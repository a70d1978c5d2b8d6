package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;

/**
 * Connections to one server, not pooled and not routed: for migrations, which run on each server on
 * its own. Immutable, thread-safe.
 *
 * @param factory makes the connections
 * @param target where they lead
 * @param overrides connection properties that go before those of the target
 */
public record DirectDataSource(
    ConnectionFactory factory, ConnectionTarget target, Map<String, String> overrides)
    implements SettledDataSource {
  /** Copies the overrides. */
  public DirectDataSource {
    overrides = Map.copyOf(overrides);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return factory.open(target, overrides);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the timeouts come from the settings");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }
}
