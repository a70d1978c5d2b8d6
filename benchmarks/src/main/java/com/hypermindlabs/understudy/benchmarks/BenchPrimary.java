package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A database with a table of about 100 bytes a row, that any number of mirrors may share. */
final class BenchPrimary implements AutoCloseable {
  /** The same on both sides. */
  static final String TABLE =
      "CREATE TABLE bench (id bigint PRIMARY KEY, n int NOT NULL, at timestamptz NOT NULL,"
          + " name text NOT NULL, note text)";

  private final TestDatabase database;
  private final Link link;
  private final PrimaryCapture capture;

  /** With that many rows, and no capture yet. */
  BenchPrimary(TestServer server, int rows) throws SQLException {
    database = server.createDatabase();
    link = BenchLinks.link(database, Map.of("prepareThreshold", "0"));
    capture = new PrimaryCapture(link, OurNames.OWN);
    BenchLinks.run(link, TABLE, fill(rows), "VACUUM ANALYZE bench", "CHECKPOINT");
  }

  /** The same rows wherever it runs. */
  static String fill(int rows) {
    return "INSERT INTO bench SELECT i, i % 1000,"
        + " timestamptz '2024-01-01 00:00:00+00' - i * interval '1 second',"
        + " 'customer ' || i, repeat(md5(i::text), 2) FROM generate_series(1, "
        + rows
        + ") i";
  }

  TestDatabase database() {
    return database;
  }

  Link link() {
    return link;
  }

  Connection connect() throws SQLException {
    return database.connect();
  }

  void change(String sql) throws SQLException {
    BenchLinks.run(link, sql);
  }

  /** Puts our triggers in place; leaves them alone where they are. */
  void installCapture() throws SQLException {
    if (!capture.install(BenchLinks.shapes(link)).isEmpty()) {
      throw new IllegalStateException("the capture could not be installed");
    }
  }

  void removeCapture() throws SQLException {
    capture.remove();
  }

  @Override
  public void close() {
    database.server().drop(database);
  }
}
