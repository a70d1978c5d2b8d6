package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Notes on the fallback which tables it lacks, for reports that cannot ask the primary. Apart from
 * the tables that it has: nothing is decided by this.
 */
public record AbsentTables(Link fallback) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Notes these and no others; to be called after the journal was installed.
   *
   * @throws SQLException what the server says
   */
  public void note(List<Absence> absences) throws SQLException {
    Map<String, String> wanted =
        absences.stream()
            .collect(Collectors.toMap(one -> one.name().toString(), AbsentTables::told));
    try (Connection connection = fallback.open()) {
      if (read(connection).equals(wanted)) {
        return;
      }
      connection.setAutoCommit(false);
      Pins.set(connection, PATIENCE);
      JournalTables.execute(connection, "DELETE FROM understudy.absent");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO understudy.absent (name, reason) VALUES (?, ?)"
                  + " ON CONFLICT DO NOTHING")) {
        for (Map.Entry<String, String> one : wanted.entrySet()) {
          insert.setString(1, one.getKey());
          insert.setString(2, one.getValue());
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  /** The reason for each, by name, as noted last. */
  public static Map<String, String> read(Connection fallback) throws SQLException {
    Map<String, String> absent = new TreeMap<>();
    try (Statement statement = fallback.createStatement();
        ResultSet row = statement.executeQuery("SELECT name, reason FROM understudy.absent")) {
      while (row.next()) {
        absent.put(row.getString(1), row.getString(2));
      }
    }
    return absent;
  }

  /** A report has one line for a table. */
  private static String told(Absence absence) {
    return absence.meant() ? absence.reason() : absence.reason() + ": " + absence.remedy();
  }
}
