package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an error of the primary means for a round. Pure. */
final class SqlStates {
  static final String UNIQUE_VIOLATION = "23505";
  static final String LOCK_NOT_HAD = "55P03";

  /**
   * What hangs on the session, the server or its other sessions, whatever the rows are: connections
   * and logins, a transaction that may not write, lost statements of a pooler, locks, resources,
   * shutdowns, disks. All else is about rows: constraints, rights, indexes, and triggers and
   * functions of the application's, which raise what they like. A regular expression.
   */
  static final String OF_NO_ROW = "(08|25|26|28|40|53|57|58|72|F0)...|42P05|55P03|XX00[12]";

  /**
   * Somebody else has a lock that a row of ours needs: beside the row itself, what it refers to, or
   * a unique value that is being taken.
   */
  static final List<String> LOCKED = List.of(LOCK_NOT_HAD, "40P01");

  private static final Pattern NO_ROW = Pattern.compile(OF_NO_ROW);
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  private SqlStates() {}

  /** Of an exception; that of a lost connection where the driver gives none. */
  static String of(SQLException e) {
    @Nullable String state = e.getSQLState();
    return state == null ? "08006" : state;
  }

  /** The row is at fault, or a right that it would need: it is held, and the rest goes on. */
  static boolean ofData(String state) {
    return !NO_ROW.matcher(state).matches();
  }

  /** The round is repeated. */
  static boolean passing(String state) {
    return PASSING.contains(group(state)) || state.equals(LOCK_NOT_HAD);
  }

  /** Somebody else had a lock; the same again may go through at once. */
  static boolean contended(String state) {
    return group(state).equals("40") || state.equals(LOCK_NOT_HAD);
  }

  private static String group(String state) {
    return state.length() < 2 ? "" : state.substring(0, 2);
  }
}
