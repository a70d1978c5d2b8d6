package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a migration run on a fallback whose rows are ahead of it: it has run on the primary before,
 * and the mirror has brought what it inserted there. Triggers leave out the rows that their tables
 * refuse, but for what the application has made in an outage. Nothing has to be read again
 * afterwards: what is there is the primary's.
 *
 * <p>Thread-safe; keeps no connection.
 */
public final class RowsAhead {
  /**
   * What the connections of such a migration set, beside what those of every migration do: in
   * others the triggers do nothing, so one that a crash leaves behind does no harm.
   */
  public static final Map<String, String> MIGRATION =
      Map.of("options", GateTable.MIGRATION.get("options") + " -c understudy.ahead=on");

  /** A NULL or a reference that is not taken, and values that can be there only once. */
  private static final Set<String> REFUSALS = Set.of("23502", "23503", "23505", "23P01");

  private static final String LOCK_NOT_HAD = "55P03";
  private static final String NO_TABLE = "42P01";

  private static final String FUNCTION = Scripts.read(RowsAhead.class, "rows-ahead.sql");
  private static final String TRIGGER = Scripts.read(RowsAhead.class, "rows-ahead-trigger.sql");
  private static final String TABLES = Scripts.read(RowsAhead.class, "rows-ahead-tables.sql");

  private final Link fallback;

  /**
   * Connects to nothing yet.
   *
   * @param fallback as the role that owns the tables
   */
  public RowsAhead(Link fallback) {
    this.fallback = fallback;
  }

  /** Whether a migration may have failed because of rows that were there before it ran. */
  public static boolean metBy(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      for (SQLException one = link instanceof SQLException first ? first : null;
          one != null;
          one = one.getNextException()) {
        if (REFUSALS.contains(String.valueOf(one.getSQLState()))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Puts the triggers in place.
   *
   * @return whether there is a table for them
   */
  public boolean leaveOut() throws SQLException {
    List<Table> tables = tables();
    if (!tables.isEmpty()) {
      List<String> statements = new ArrayList<>(List.of(FUNCTION));
      for (Table table : tables) {
        statements.add(
            TRIGGER
                .replace("${table}", table.name())
                .replace("${owner}", Long.toString(table.owner())));
      }
      run(statements);
    }
    return !tables.isEmpty();
  }

  /** Takes them away, those of a process that died too. */
  public void leaveNothingOut() throws SQLException {
    List<String> statements = new ArrayList<>();
    for (Table table : tables()) {
      if (table.placed()) {
        statements.add("DROP TRIGGER IF EXISTS \"~understudy_leave_out\" ON " + table.name());
      }
    }
    if (!statements.isEmpty()) {
      run(statements);
    }
  }

  private record Table(String name, long owner, boolean placed) {}

  private List<Table> tables() throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        tables.add(new Table(row.getString(1), row.getLong(2), row.getBoolean(3)));
      }
    } catch (SQLException e) {
      if (!NO_TABLE.equals(e.getSQLState())) {
        throw e;
      }
    }
    return tables;
  }

  /**
   * Each by itself: one table at a time is locked. One that others have in hand, as a first seed
   * has it for hours, is passed over.
   */
  private void run(List<String> statements) throws SQLException {
    try (Connection connection = fallback.open()) {
      JournalTables.execute(connection, "SET lock_timeout = '2s'; SET client_min_messages = error");
      for (String one : statements) {
        try {
          JournalTables.execute(connection, one);
        } catch (SQLException e) {
          if (!LOCK_NOT_HAD.equals(e.getSQLState())) {
            throw e;
          }
        }
      }
    }
  }
}
