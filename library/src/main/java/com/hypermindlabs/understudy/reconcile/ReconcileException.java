package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.List;

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

  /** Where a lock was not had: whose it is. */
  ReconcileException(String operation, SQLException cause, List<LockHolder> holders) {
    super(operation + ": " + cause.getMessage() + ": " + LockHolder.locked(holders), cause);
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

  /** Whether somebody else has a lock that it needs. */
  public boolean locked() {
    return sqlState.equals(SqlStates.LOCK_NOT_HAD);
  }

  /** Whether trying again is all there is to do: a lost connection, a lock, a lack of room. */
  public boolean passing() {
    return SqlStates.passing(sqlState);
  }
}
