package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.SiteRegister;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * What the capture costs writers of the primary: transactions of one inserted row, and one
 * statement of many rows, each on a table with the capture and on one without, in turns. Argument:
 * the rows of a large statement, a million unless given.
 */
final class CaptureCost {
  private static final int BLOCKS = 40;
  private static final int SINGLES = 1000;
  private static final int TURNS = 5;

  private CaptureCost() {}

  public static void main(String[] arguments) throws Exception {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    try (TestServer server = TestServer.start("fsync = on", "max_wal_size = 4GB")) {
      Link link = server.maintenance()::connect;
      try (Connection connection = link.open()) {
        prepare(connection, link);
        singles(connection);
        for (String what : new String[] {"INSERT", "UPDATE", "DELETE"}) {
          large(connection, what, rows);
        }
      }
    }
  }

  private static void prepare(Connection connection, Link link) throws SQLException {
    run(connection, "CREATE TABLE noted (id bigint PRIMARY KEY, body text)");
    PrimaryCapture capture = new PrimaryCapture(link, OurNames.OWN);
    capture.install(Catalog.read(connection));
    run(connection, "CREATE TABLE bare (id bigint PRIMARY KEY, body text)");
    new SiteRegister(OurNames.OWN)
        .register(connection, UUID.randomUUID(), "benchmark", MirrorSettings.defaults());
  }

  private static void singles(Connection connection) throws SQLException {
    for (int warm = 0; warm < 5; warm++) {
      block(connection, "bare", -1 - warm);
      block(connection, "noted", -1 - warm);
    }
    double[] ofBare = new double[BLOCKS];
    double[] ofNoted = new double[BLOCKS];
    double[] ratio = new double[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      boolean bareFirst = i % 2 == 0;
      double first = block(connection, bareFirst ? "bare" : "noted", i);
      double second = block(connection, bareFirst ? "noted" : "bare", i);
      ofBare[i] = bareFirst ? first : second;
      ofNoted[i] = bareFirst ? second : first;
      ratio[i] = ofNoted[i] / ofBare[i];
    }
    System.out.printf(
        "transactions of one inserted row, a second, %d blocks of %d%n", BLOCKS, SINGLES);
    System.out.printf("  without capture  %s%n", Figures.spread(ofBare));
    System.out.printf("  with capture     %s%n", Figures.spread(ofNoted));
    System.out.printf("  ratio            %s%n", Figures.spread(ratio));
  }

  /** Transactions a second. */
  private static double block(Connection connection, String table, int number) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
      long begun = System.nanoTime();
      for (int i = 0; i < SINGLES; i++) {
        insert.setLong(1, (long) number * SINGLES + i);
        insert.setString(
            2, "about a hundred bytes of a row, as they are in most tables of applications");
        insert.executeUpdate();
      }
      return SINGLES * 1e9 / (System.nanoTime() - begun);
    }
  }

  private static void large(Connection connection, String what, int rows) throws SQLException {
    double[] ofBare = new double[TURNS];
    double[] ofNoted = new double[TURNS];
    double[] ratio = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      boolean bareFirst = i % 2 == 0;
      double first = statement(connection, what, bareFirst ? "bare" : "noted", rows);
      double second = statement(connection, what, bareFirst ? "noted" : "bare", rows);
      ofBare[i] = bareFirst ? first : second;
      ofNoted[i] = bareFirst ? second : first;
      ratio[i] = ofNoted[i] / ofBare[i];
    }
    System.out.printf("one %s of %d rows, ms, %d turns%n", what, rows, TURNS);
    System.out.printf("  without capture  %s%n", Figures.spread(ofBare));
    System.out.printf("  with capture     %s%n", Figures.spread(ofNoted));
    System.out.printf("  ratio            %s%n", Figures.spread(ratio));
  }

  private static double statement(Connection connection, String what, String table, int rows)
      throws SQLException {
    String insert =
        "INSERT INTO "
            + table
            + " SELECT g, 'about a hundred bytes of a row, as they are in most tables' || g"
            + " FROM generate_series(1, "
            + rows
            + ") g";
    run(connection, "TRUNCATE " + table + ", understudy.change");
    if (!what.equals("INSERT")) {
      run(connection, insert, "TRUNCATE understudy.change");
    }
    run(connection, "CHECKPOINT");
    long begun = System.nanoTime();
    switch (what) {
      case "INSERT" -> run(connection, insert);
      case "UPDATE" -> run(connection, "UPDATE " + table + " SET body = body || '.'");
      default -> run(connection, "DELETE FROM " + table);
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
