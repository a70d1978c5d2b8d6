package com.hypermindlabs.understudy.pool;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;

/**
 * A connection broke in the middle of a transaction, which the server rolls back. SQLSTATE 08006.
 * Repeating the whole transaction on a new connection is safe.
 */
public final class ConnectionLostException extends SQLRecoverableException {
  private static final long serialVersionUID = 1L;

  /** The SQLSTATE of the SQL standard for this: connection failure. */
  public static final String SQL_STATE = "08006";

  ConnectionLostException(String server, SQLException cause) {
    super("the connection to " + server + " broke: " + cause.getMessage(), SQL_STATE, cause);
  }
}
