package com.hypermindlabs.understudy.assistant.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store could not do its work. The message names the operation, its subject and the first line of
 * what the server said: the lines after it may quote what people wrote, and stay in the cause.
 * Immutable.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String UNKNOWN = "";
  // Broken connection, rolled back by the server, out of resources, shutting down; 25006 is the
  // answer of a server that takes no writes now.
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");
  private static final String READ_ONLY = "25006";

  private final String sqlState;

  /**
   * @param message what failed, on what subject, and why
   * @param sqlState the five characters of the cause, empty when there are none
   */
  public StoreException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  static StoreException because(String operation, Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SQLException thrown) {
        SQLException sql = reason(thrown);
        String state = sql.getSQLState() == null ? UNKNOWN : sql.getSQLState();
        return new StoreException(
            operation + ": " + firstLine(sql) + " (" + state + ")", state, cause);
      }
    }
    return new StoreException(operation + ": " + cause, UNKNOWN, cause);
  }

  /** The SQLSTATE of the cause; empty when the cause has none. */
  public String sqlState() {
    return sqlState;
  }

  /**
   * Whether the same call may succeed later or on another connection. Repeating a call of a store
   * is always harmless, also when the outcome of the first is unknown.
   */
  public boolean passing() {
    return sqlState.equals(READ_ONLY)
        || (sqlState.length() == 5 && PASSING_CLASSES.contains(sqlState.substring(0, 2)));
  }

  /** Of a batch that failed the first line is the statement's; the server's words come next. */
  private static SQLException reason(SQLException thrown) {
    SQLException next = thrown instanceof BatchUpdateException ? thrown.getNextException() : null;
    return next == null ? thrown : next;
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
  }
}
