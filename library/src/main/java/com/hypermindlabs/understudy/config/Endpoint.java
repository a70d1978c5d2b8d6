package com.hypermindlabs.understudy.config;

/**
 * Where a server listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  /** The port that PostgreSQL uses unless told otherwise. */
  public static final int DEFAULT_PORT = 5432;

  private static final int LAST_PORT = 65535;

  /**
   * @throws IllegalArgumentException when the host is blank or the port is none
   */
  public Endpoint {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: must not be blank");
    }
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("port: " + port + " is not between 1 and " + LAST_PORT);
    }
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
