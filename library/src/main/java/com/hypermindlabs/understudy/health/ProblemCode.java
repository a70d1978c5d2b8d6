package com.hypermindlabs.understudy.health;

import java.util.Locale;

/** The ways in which a server fails to serve. The names, in lower case, are those of the JSON. */
public enum ProblemCode {
  /** Nobody listens on the port. */
  REFUSED,
  /** The connection was accepted and then reset or closed. */
  RESET,
  /** The host's name has no address. */
  UNRESOLVABLE,
  /** There is no route to the host, or the network is down. */
  UNREACHABLE,
  /** No answer within the probe's budget. */
  SILENT,
  /** TLS could not be agreed on, or the certificate is not trusted. */
  TLS,
  /** The server rejects the role or its password: a mistake in the settings. */
  WRONG_PASSWORD,
  /** The server has no such database. */
  MISSING_DATABASE,
  /** Every connection slot is taken. */
  TOO_MANY_CONNECTIONS,
  /** The server is starting up or recovering from a crash. */
  STARTING_UP,
  /** The server is shutting down. */
  SHUTTING_DOWN,
  /** The server is a standby. */
  IN_RECOVERY,
  /** The server accepts no writes. */
  READ_ONLY,
  /** Something answers that is not a PostgreSQL, or not one that is supported. */
  NOT_POSTGRES,
  /** Anything else that the server says. */
  OTHER;

  /** The name in JSON, as {@code wrong_password}. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the settings are wrong rather than the server or the link down. */
  public boolean configuration() {
    return this == WRONG_PASSWORD || this == MISSING_DATABASE || this == TLS;
  }
}
