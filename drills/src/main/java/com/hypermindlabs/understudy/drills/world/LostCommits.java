package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.check.Evidence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What a promoted standby that was behind has lost by itself: writes that the primary took in this
 * time, and what sites had handed back to it. No system on this side can bring it back.
 */
final class LostCommits {
  private final DataSource primary;
  private Set<String> rounds = new HashSet<>();
  private final List<Evidence.Lost> windows = new ArrayList<>();
  private long begun;

  LostCommits(DataSource primary) {
    this.primary = primary;
  }

  void begin() {
    begun = System.nanoTime();
  }

  /** Just before: which rounds have arrived. */
  void look() throws SQLException {
    rounds = rounds();
  }

  /** Just after. */
  void end() throws SQLException {
    rounds.removeAll(rounds());
    windows.add(new Evidence.Lost(begun, System.nanoTime(), !rounds.isEmpty()));
  }

  private Set<String> rounds() throws SQLException {
    Set<String> all = new HashSet<>();
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT to_regclass('understudy.round') IS NOT NULL")) {
        row.next();
        if (!row.getBoolean(1)) {
          return all;
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT id FROM understudy.round")) {
        while (row.next()) {
          all.add(row.getString(1));
        }
      }
      return all;
    }
  }

  /** Whether commits were lost at all. */
  boolean happened() {
    return !windows.isEmpty();
  }

  /** Each time that it happened. */
  List<Evidence.Lost> windows() {
    return List.copyOf(windows);
  }
}
