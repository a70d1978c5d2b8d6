package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A cycle or seed that failed and left the fallback as it was: operation, table, cause, hint. */
public final class MirrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String table;
  private final String sqlState;
  private final String hint;

  MirrorException(String operation, @Nullable TableName table, SQLException cause, String hint) {
    super(operation + (table == null ? "" : " of " + table) + ": " + cause.getMessage(), cause);
    this.table = table == null ? null : table.toString();
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    this.hint = hint;
  }

  /** The table that it was about, {@code schema.name}; null when about none. */
  public @Nullable String table() {
    return table;
  }

  /** What the server or driver said, empty when it said none. */
  public String sqlState() {
    return sqlState;
  }

  /** What can be done about it. */
  public String hint() {
    return hint;
  }

  /** Whether a connection broke, so that trying again is all there is to do. */
  public boolean connectionLost() {
    return sqlState.startsWith("08") || sqlState.startsWith("57P");
  }
}
