package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Scripts;
import com.hypermindlabs.understudy.capture.TableName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on the primary that has locked some of a table, or may have.
 *
 * @param transaction which names it for good, while the server runs
 * @param place the session, or that there is none
 * @param role whose it is
 * @param application as it calls itself; the name of a prepared transaction
 * @param state as in pg_stat_activity; empty when this role may not see it
 * @param began when the transaction did; null when this role may not see it
 */
public record LockHolder(
    String transaction,
    String place,
    String role,
    String application,
    String state,
    @Nullable String began) {
  private static final String QUESTION = Scripts.read(LockHolder.class, "lock-holders.sql");
  private static final int NAMED = 3;

  private static final String HINT =
      "end that transaction, or its session with pg_terminate_backend(pid)";

  /** Those of some tables, the longest transaction first. */
  static List<LockHolder> of(Session primary, Collection<TableName> tables) throws SQLException {
    String[] names = tables.stream().map(TableName::sql).toArray(String[]::new);
    return primary.list(
        QUESTION,
        row ->
            new LockHolder(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        (Object) names);
  }

  /** That they have locked what is needed, and what to do about it, for people. */
  public static String locked(List<LockHolder> holders) {
    String first =
        holders.stream().limit(NAMED).map(LockHolder::toString).collect(Collectors.joining("; "));
    return "rows or tables of the primary are locked by "
        + first
        + (holders.size() > NAMED ? "; and " + (holders.size() - NAMED) + " more" : "")
        + "; "
        + HINT;
  }

  /** Who, doing what, since when. Without the statement, which may hold values. */
  @Override
  public String toString() {
    return place
        + " of "
        + role
        + (application.isEmpty() ? "" : " (" + application + ")")
        + (state.isEmpty() ? "" : ", " + state)
        + (began == null ? "" : ", since " + began);
  }
}
