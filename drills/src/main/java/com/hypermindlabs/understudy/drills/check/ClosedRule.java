package com.hypermindlabs.understudy.drills.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A fallback whose site is on the primary takes no write of the application's. */
final class ClosedRule {
  private static final String REFUSED = "25006";

  private ClosedRule() {}

  /** Knocks at every table. */
  static List<String> of(Evidence.Site site) {
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
