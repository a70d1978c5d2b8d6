package com.hypermindlabs.understudy.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.net.SocketFactory;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.SocketFactoryFactory;

/**
 * The one place where connections are made, from properties, never by gluing strings: names and
 * passwords may hold any character. Immutable, thread-safe.
 *
 * @param applicationName what the server shows of us in pg_stat_activity
 * @param timeouts what one connection waits for at most
 */
public record ConnectionFactory(String applicationName, Timeouts timeouts) {
  /** The whole address: everything else, the host included, is a property. */
  private static final String ADDRESS = "jdbc:postgresql://";

  private static final Driver DRIVER = new Driver();

  /**
   * The limits of one connection. pgjdbc counts in seconds; they are rounded up. Zero is no limit,
   * and so is what pgjdbc cannot count (more than 24 days).
   *
   * @param connect the TCP handshake
   * @param login the whole of connecting, authentication included
   * @param read the wait for any one answer
   */
  public record Timeouts(Duration connect, Duration login, Duration read) {
    /** pgjdbc turns seconds into milliseconds in an int. */
    private static final int MOST_SECONDS = Integer.MAX_VALUE / 1000;

    /**
     * @throws IllegalArgumentException for a negative one
     */
    public Timeouts {
      if (connect.isNegative() || login.isNegative() || read.isNegative()) {
        throw new IllegalArgumentException(
            "timeouts: " + connect + ", " + login + ", " + read + ": must not be negative");
      }
    }

    static String seconds(Duration duration) {
      long seconds = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
      return Long.toString(seconds > MOST_SECONDS ? 0 : seconds);
    }
  }

  /**
   * Opens a connection.
   *
   * @throws SQLException what the driver says, unchanged
   */
  public Connection open(ConnectionTarget target) throws SQLException {
    return connect(target, properties(target, Map.of()));
  }

  /**
   * Opens a connection with properties that go before those of the target.
   *
   * @param overrides properties by their pgjdbc names, as {@code options}
   * @throws SQLException what the driver says, unchanged
   */
  public Connection open(ConnectionTarget target, Map<String, String> overrides)
      throws SQLException {
    return connect(target, properties(target, overrides));
  }

  /**
   * Opens a connection with properties that go before those of the target.
   *
   * @param overrides properties by their pgjdbc names, as {@code options}
   * @param wire what it is to go over, and can be ended by; sockets of a factory among the
   *     properties, too
   * @throws SQLException what the driver says, unchanged
   */
  public Connection open(ConnectionTarget target, Map<String, String> overrides, Wire wire)
      throws SQLException {
    Properties properties = properties(target, overrides);
    return wire.over(
        SocketFactoryFactory.getSocketFactory(properties),
        (sockets, argument) -> connect(target, properties, sockets, argument));
  }

  /**
   * Opens a connection whose sockets come from a factory of the caller's.
   *
   * @param sockets a class with a public constructor that takes one string
   * @param argument that string
   * @throws SQLException what the driver says, unchanged
   */
  public Connection open(
      ConnectionTarget target, Class<? extends SocketFactory> sockets, String argument)
      throws SQLException {
    return connect(target, properties(target, Map.of()), sockets, argument);
  }

  private Connection connect(
      ConnectionTarget target,
      Properties properties,
      Class<? extends SocketFactory> sockets,
      String argument)
      throws SQLException {
    set(properties, PGProperty.SOCKET_FACTORY, sockets.getName());
    set(properties, PGProperty.SOCKET_FACTORY_ARG, argument);
    return connect(target, properties);
  }

  private Connection connect(ConnectionTarget target, Properties properties) throws SQLException {
    set(properties, PGProperty.PG_HOST, target.endpoint().host());
    set(properties, PGProperty.PG_PORT, Integer.toString(target.endpoint().port()));
    set(properties, PGProperty.PG_DBNAME, target.database());
    set(properties, PGProperty.USER, target.user());
    set(properties, PGProperty.PASSWORD, target.password().reveal());
    set(properties, PGProperty.APPLICATION_NAME, applicationName);
    set(properties, PGProperty.CONNECT_TIMEOUT, Timeouts.seconds(timeouts.connect()));
    set(properties, PGProperty.LOGIN_TIMEOUT, Timeouts.seconds(timeouts.login()));
    set(properties, PGProperty.SOCKET_TIMEOUT, Timeouts.seconds(timeouts.read()));
    set(properties, PGProperty.TCP_KEEP_ALIVE, "true");
    return Objects.requireNonNull(DRIVER.connect(ADDRESS, properties), "the driver took no part");
  }

  private static Properties properties(ConnectionTarget target, Map<String, String> overrides) {
    Properties properties = new Properties();
    // The server's details quote whole rows, and a failed batch its statements: not for logs.
    set(properties, PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
    target.properties().forEach(properties::setProperty);
    overrides.forEach(properties::setProperty);
    return properties;
  }

  private static void set(Properties properties, PGProperty property, String value) {
    properties.setProperty(property.getName(), value);
  }
}
