package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.PatientDdl.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what there is of ours on the primary, and how it is dropped. */
record CaptureRemoval(OurNames names) {
  private static final String FUNCTIONS =
      """
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace o ON o.oid = p.pronamespace
      """;

  /** Of tables: the number is theirs. */
  private static final String ROUTINES = "capture_[0-9]+(_[a-z]+)?";

  private static String named(String what) {
    return "WHERE o.nspname = ? AND p.proname ~ ('^' || ? || '(" + what + ")$')";
  }

  /** Drops the triggers of each table in a transaction of its own. */
  List<Change> triggers(Connection connection) throws SQLException {
    List<Change> drops = new ArrayList<>();
    String query =
        "SELECT n.nspname, c.relname, string_agg(format('DROP TRIGGER %I ON %I.%I;',"
            + " t.tgname, n.nspname, c.relname), E'\\n' ORDER BY t.tgname) "
            + FUNCTIONS
            + """
            JOIN pg_catalog.pg_trigger t ON t.tgfoid = p.oid AND t.tgparentid = 0
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            """
            + named(ROUTINES)
            + " GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, names.schema());
      statement.setString(2, names.prefix());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          drops.add(
              new Change(
                  new TableName(row.getString(1), row.getString(2)), row.getString(3) + "\n"));
        }
      }
    }
    return drops;
  }

  /** Drops everything else; empty where there is nothing. */
  Optional<String> objects(Connection connection) throws SQLException {
    String query =
        "SELECT string_agg(format('DROP FUNCTION %s;', p.oid::regprocedure), E'\\n') "
            + FUNCTIONS
            + named(ROUTINES + "|upkeep|prune");
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, names.schema());
      statement.setString(2, names.prefix());
      try (ResultSet row = statement.executeQuery()) {
        String functions = row.next() ? row.getString(1) : null;
        return functions == null ? Optional.empty() : Optional.of(functions + "\n" + tables());
      }
    }
  }

  private String tables() {
    String drops =
        names.fill(
            """
            DROP TABLE IF EXISTS {recent}, {change}, {site}, {round}, {alias}, {ledger}, {outcome};
            DROP SEQUENCE IF EXISTS {watch};
            """);
    return names.ownSchema() ? drops + "DROP SCHEMA understudy;\n" : drops;
  }
}
