package com.hypermindlabs.understudy.capture;

import java.time.Instant;

/**
 * A transaction on the fallback that keeps the gate from being closed, because it has written, or
 * reads all tables as a backup does, and has not ended.
 *
 * @param pid of the server's process; 0 for a prepared transaction
 * @param user the role
 * @param application the session's application_name, or which prepared transaction it is
 * @param state as in pg_stat_activity, {@code idle in transaction} and the like; {@code prepared}
 * @param connected when the session began, which with the pid names it for good
 * @param began when the transaction did
 * @param query the last statement, shortened; empty when this role may not see it
 */
public record Blocker(
    int pid,
    String user,
    String application,
    String state,
    Instant connected,
    Instant began,
    String query) {
  /** For people: who, doing what, since when. Without the statement, which may hold values. */
  @Override
  public String toString() {
    return "session "
        + pid
        + " of "
        + user
        + (application.isEmpty() ? "" : " (" + application + ")")
        + ", "
        + state
        + " since "
        + began;
  }
}
