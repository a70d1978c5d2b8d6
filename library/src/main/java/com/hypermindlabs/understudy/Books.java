package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.AbsentTables;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.status.StatusReport.TableStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the fallback knows of mirror and journal, for reports; nothing is decided by it. Immutable.
 *
 * @param site the site's id; null before there is one
 * @param dataAsOf from when the fallback's data is; null when it was never filled
 * @param lastCycle when the mirror last carried something or saw that nothing had changed
 * @param seeding whether a first seed is under way or was left unfinished
 * @param journaled rows to hand back; null when there is no journal yet
 * @param tables what is done with each table, those that it lacks included
 */
record Books(
    @Nullable UUID site,
    @Nullable Instant dataAsOf,
    @Nullable Instant lastCycle,
    boolean seeding,
    @Nullable Long journaled,
    List<TableStatus> tables) {
  /** Of a fallback of which nothing is known. */
  static final Books EMPTY = new Books(null, null, null, false, null, List.of());

  /** Each of ours that is read here is there from its own step of a site's beginnings on. */
  private static final String THERE =
      "SELECT to_regclass('understudy.site') IS NOT NULL,"
          + " to_regclass('understudy.covered') IS NOT NULL,"
          + " to_regprocedure('understudy.journal_count()') IS NOT NULL,"
          + " to_regclass('understudy.mirror') IS NOT NULL,"
          + " to_regclass('understudy.absent') IS NOT NULL";

  /** Whether the fallback has the primary's data: all of it, of one instant. */
  boolean filled() {
    return dataAsOf != null && !seeding;
  }

  /** Reads them, those that the fallback has by now. */
  static Books read(Connection fallback) throws SQLException {
    try (Statement statement = fallback.createStatement();
        ResultSet there = statement.executeQuery(THERE)) {
      there.next();
      @Nullable UUID site = there.getBoolean(1) ? site(fallback) : null;
      Map<String, TableStatus> tables = there.getBoolean(2) ? tables(fallback) : new TreeMap<>();
      if (there.getBoolean(5)) {
        // One that was dropped here has an older entry that knows less.
        AbsentTables.read(fallback)
            .forEach((name, reason) -> tables.put(name, new TableStatus(name, false, reason)));
      }
      @Nullable Long journaled = there.getBoolean(3) ? Long.valueOf(journaled(fallback)) : null;
      Books mirror = there.getBoolean(4) ? mirror(fallback) : EMPTY;
      return new Books(
          site,
          mirror.dataAsOf(),
          mirror.lastCycle(),
          mirror.seeding(),
          journaled,
          List.copyOf(tables.values()));
    }
  }

  private static @Nullable UUID site(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM understudy.site")) {
      return row.next() ? row.getObject(1, UUID.class) : null;
    }
  }

  private static Books mirror(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT as_of, last_cycle, seeding FROM understudy.mirror")) {
      return row.next()
          ? new Books(null, instant(row, 1), instant(row, 2), row.getBoolean(3), null, List.of())
          : EMPTY;
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    java.sql.@Nullable Timestamp stamp = row.getTimestamp(column);
    return stamp == null ? null : stamp.toInstant();
  }

  private static long journaled(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pending FROM understudy.journal_count()")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static Map<String, TableStatus> tables(Connection connection) throws SQLException {
    Map<String, TableStatus> tables = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT name, state, reason FROM understudy.covered")) {
      while (row.next()) {
        String name = unquoted(row.getString(1));
        tables.put(
            name, new TableStatus(name, row.getString(2).equals("protected"), row.getString(3)));
      }
    }
    return tables;
  }

  private static String unquoted(String name) {
    return name.replace("\"", "");
  }

  /** How many changes of a site wait for a person, by the ledger on the primary. */
  static long held(Connection primary, UUID site) throws SQLException {
    Optional<OurNames> names = OurNames.find(primary);
    if (names.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement =
        primary.prepareStatement(
            "SELECT count(*) FROM "
                + names.get().of("ledger")
                + " WHERE site = ? AND kind = 'held' AND resolved IS NULL")) {
      statement.setObject(1, site);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
