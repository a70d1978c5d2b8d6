package com.hypermindlabs.understudy.pool;

import java.sql.SQLException;

/**
 * A connection broke while a transaction was being committed: the server may have committed it or
 * not. SQLSTATE 08007. Repeat the transaction only if doing it twice does no harm.
 */
public final class CommitUnknownException extends SQLException {
  private static final long serialVersionUID = 1L;

  /** The SQLSTATE of the SQL standard for this: transaction resolution unknown. */
  public static final String SQL_STATE = "08007";

  CommitUnknownException(String server, SQLException cause) {
    super(
        "the connection to "
            + server
            + " broke during a commit, whose outcome is unknown: "
            + cause.getMessage(),
        SQL_STATE,
        cause);
  }
}
