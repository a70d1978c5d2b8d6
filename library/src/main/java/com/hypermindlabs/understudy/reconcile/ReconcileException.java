package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;

/**
 * A round that could not be carried through. Nothing is lost: what was sent and not confirmed is
 * sent again by the next round.
 */
public final class ReconcileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  ReconcileException(String operation, SQLException cause) {
    super(operation + ": " + cause.getMessage(), cause);
    this.sqlState = SqlStates.of(cause);
  }

  ReconcileException(String operation, String cause, String hint) {
    super(operation + ": " + cause + "; " + hint);
    this.sqlState = "";
  }

  /** What the server or driver said; empty when it was neither. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether trying again is all there is to do: a lost connection, a lock, a lack of room. */
  public boolean passing() {
    return SqlStates.passing(sqlState);
  }
}
