package com.hypermindlabs.understudy.drills.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A fallback whose site is on the primary takes no write of the application's. */
final class ClosedRule {
  private static final String REFUSED = "25006";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ClosedRule() {}

  /** Knocks at every table. */
  static List<String> of(Evidence.Site site) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String before = gate(site);
      List<String> violations = knocks(site);
      boolean closed = before.equals(gate(site)) && before.startsWith("closed");
      // A site may turn by itself, on a loaded machine without need: then it was not closed.
      if (violations.isEmpty() || closed || System.nanoTime() > deadline) {
        return violations;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Whether it is closed, and since which change of route. */
  private static String gate(Evidence.Site site) throws SQLException {
    try (Connection connection = site.owner().open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CASE WHEN EXISTS (SELECT FROM understudy.gate) THEN 'open' ELSE 'closed' END"
                    + " || ' at ' || epoch FROM understudy.site")) {
      row.next();
      return row.getString(1);
    }
  }

  private static List<String> knocks(Evidence.Site site) {
    List<String> violations = new ArrayList<>();
    for (String table : Tables.NAMES) {
      String answer = knock(site, table);
      if (!answer.equals(REFUSED)) {
        violations.add(
            "the closed fallback of "
                + site.name()
                + " answers "
                + answer
                + " to a write to "
                + table);
      }
    }
    return violations;
  }

  private static String knock(Evidence.Site site, String table) {
    try (Connection connection = site.application().open();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM " + table + " WHERE false");
      return "nothing against it";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
