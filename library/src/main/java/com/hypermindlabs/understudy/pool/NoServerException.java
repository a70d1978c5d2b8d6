package com.hypermindlabs.understudy.pool;

import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** Neither server can be reached now. SQLSTATE 08001. */
public final class NoServerException extends SQLTransientConnectionException {
  private static final long serialVersionUID = 1L;

  /** The SQLSTATE of the SQL standard for this: unable to establish a connection. */
  public static final String SQL_STATE = "08001";

  NoServerException(String message, @Nullable Throwable cause) {
    super(message, SQL_STATE, cause);
  }
}
