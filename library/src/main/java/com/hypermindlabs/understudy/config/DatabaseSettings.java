package com.hypermindlabs.understudy.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The primary: {@code database.*}.
 *
 * @param hosts one or more hosts of one cluster, of which one is writable; never empty
 * @param database {@code database.db_name}
 * @param user {@code database.user}
 * @param password {@code database.password}; an empty one where the server asks for none
 * @param properties further connection properties of pgjdbc, as {@code sslmode}; may hold a secret,
 *     the {@code sslpassword}
 */
public record DatabaseSettings(
    List<Endpoint> hosts,
    String database,
    String user,
    Secret password,
    Map<String, String> properties) {
  /** Copies the collections. */
  public DatabaseSettings {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("database.host: names no host");
    }
    hosts = List.copyOf(hosts);
    properties = Map.copyOf(properties);
  }

  /** How one of the hosts is reached. */
  public ConnectionTarget target(Endpoint host) {
    return new ConnectionTarget(host, database, user, password, properties);
  }

  /** How our own sessions reach one of the hosts: not with all that the application's have. */
  public ConnectionTarget ownTarget(Endpoint host) {
    return new ConnectionTarget(
        host, database, user, password, CarriedProperties.ofOurs(properties));
  }

  /** The properties that hold for the fallback too. */
  public CarriedProperties carried() {
    return CarriedProperties.among(properties);
  }

  /** {@code user@host:port,host:port/database}; no properties, one of them may be a secret. */
  @Override
  public String toString() {
    return user
        + "@"
        + hosts.stream().map(Endpoint::toString).collect(Collectors.joining(","))
        + "/"
        + database;
  }
}
