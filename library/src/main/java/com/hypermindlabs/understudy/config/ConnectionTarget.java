package com.hypermindlabs.understudy.config;

import java.util.Map;

/**
 * All that is needed to log in to one database of one server. Its textual form holds no secret.
 *
 * @param endpoint where the server listens
 * @param database the database's name
 * @param user the role
 * @param password the role's password
 * @param properties further connection properties of pgjdbc, by their names there
 */
public record ConnectionTarget(
    Endpoint endpoint,
    String database,
    String user,
    Secret password,
    Map<String, String> properties) {
  /** Copies the properties. */
  public ConnectionTarget {
    properties = Map.copyOf(properties);
  }

  /** The same target as another role. */
  public ConnectionTarget as(String role, Secret rolePassword) {
    return new ConnectionTarget(endpoint, database, role, rolePassword, properties);
  }

  /** The same server and role, another database. */
  public ConnectionTarget database(String name) {
    return new ConnectionTarget(endpoint, name, user, password, properties);
  }

  /** {@code user@host:port/database}. */
  @Override
  public String toString() {
    return user + "@" + endpoint + "/" + database;
  }
}
