package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * How each role logs in to one server.
 *
 * @param endpoint where it listens
 * @param names the database and the application's role
 * @param passwords the generated ones
 * @param application the application's password, the settings' or the generated one
 */
record Logins(Endpoint endpoint, Names names, Passwords passwords, Secret application) {
  private static final ConnectionFactory CONNECTIONS =
      new ConnectionFactory(
          "understudy provision",
          new ConnectionFactory.Timeouts(
              Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60)));

  // Our servers listen on the loopback address alone and speak no TLS: do not ask them first.
  private static final Map<String, String> PLAIN =
      Map.of("sslmode", "disable", "gssEncMode", "disable");

  ConnectionTarget admin(String database) {
    return new ConnectionTarget(endpoint, database, Names.ADMIN, passwords.admin(), PLAIN);
  }

  ConnectionTarget asOwner() {
    return new ConnectionTarget(endpoint, names.database(), Names.OWNER, passwords.owner(), PLAIN);
  }

  ConnectionTarget asApplication() {
    return new ConnectionTarget(
        endpoint, names.database(), names.application(), application, PLAIN);
  }

  static Connection open(ConnectionTarget target) throws SQLException {
    return CONNECTIONS.open(target);
  }

  /** Whether the server said that it does not know this role with this password. */
  static boolean refused(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("28");
  }
}
