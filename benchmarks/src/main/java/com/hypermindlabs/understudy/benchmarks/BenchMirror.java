package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A table of about 100 bytes a row on the primary, an empty one on the fallback, and a mirror. */
final class BenchMirror implements AutoCloseable {
  private static final String TABLE =
      "CREATE TABLE bench (id bigint PRIMARY KEY, n int NOT NULL, at timestamptz NOT NULL,"
          + " name text NOT NULL, note text)";
  private static final String SLOT = "bench_slot";

  private final TestDatabase primary;
  private final TestDatabase fallback;
  private final Link primaryLink;
  private final PrimaryCapture capture;
  private final Mirror mirror;
  private final List<Verdict> verdicts;
  private boolean subscribed;

  BenchMirror(TestServer primaryServer, TestServer fallbackServer, int rows) throws SQLException {
    primary = primaryServer.createDatabase();
    fallback = fallbackServer.createDatabase();
    primaryLink = BenchLinks.link(primary, Map.of("prepareThreshold", "0"));
    Link fallbackLink = BenchLinks.link(fallback, GateTable.APPLY);
    BenchLinks.run(primaryLink, TABLE, fill(rows), "VACUUM ANALYZE bench", "CHECKPOINT");
    BenchLinks.run(fallbackLink, TABLE, "CHECKPOINT");
    try (GateTable gate =
        new GateTable(BenchLinks.factory(), BenchLinks.target(fallback), BenchLinks.PATIENCE)) {
      gate.install();
    }
    capture = new PrimaryCapture(primaryLink, OurNames.OWN);
    if (!capture.install(BenchLinks.shapes(primaryLink)).isEmpty()) {
      throw new IllegalStateException("the capture could not be installed");
    }
    TableShape theirs = BenchLinks.shapes(primaryLink).get(0);
    TableShape ours = BenchLinks.shapes(fallbackLink).get(0);
    verdicts = List.of(new Verdict(ours.name(), Verdict.State.PROTECTED, null, null, theirs, ours));
    if (!new Journal(fallbackLink).install(verdicts, Set.of()).isEmpty()) {
      throw new IllegalStateException("the journal could not be installed");
    }
    mirror =
        new Mirror(
            primaryLink,
            fallbackLink,
            UUID.randomUUID(),
            OurNames.OWN,
            MirrorSettings.defaults(),
            MirrorListener.SILENT);
  }

  private static String fill(int rows) {
    return "INSERT INTO bench SELECT i, i % 1000, now() - i * interval '1 second',"
        + " 'customer ' || i, repeat(md5(i::text), 2) FROM generate_series(1, "
        + rows
        + ") i";
  }

  Connection primary() throws SQLException {
    return primary.connect();
  }

  /** Past the gate, without our triggers. */
  Connection fallback() throws SQLException {
    Connection connection = fallback.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
    }
    return connection;
  }

  /** Takes a cycle, and fails unless it brought something. */
  void cycle() {
    switch (mirror.cycle(verdicts, 0).state()) {
      case APPLIED, SEEDED -> {}
      default -> throw new IllegalStateException("nothing was mirrored: " + mirror.status());
    }
  }

  void change(String sql) throws SQLException {
    BenchLinks.run(primaryLink, sql);
  }

  /** Leaves the primary without our triggers. */
  void withoutCapture() throws SQLException {
    capture.remove();
  }

  /** PostgreSQL's own copy, until all rows are there. */
  void subscribe(int rows) throws SQLException {
    BenchLinks.run(
        primaryLink,
        "CREATE PUBLICATION bench FOR TABLE bench",
        "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
    subscribed = true;
    try (Connection connection = fallback();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE SUBSCRIPTION bench CONNECTION 'host="
              + primary.server().host()
              + " port="
              + primary.server().port()
              + " dbname="
              + primary.name()
              + " user="
              + primary.user()
              + " password="
              + quoted(primary.password())
              + "' PUBLICATION bench WITH (create_slot = false, slot_name = "
              + SLOT
              + ")");
      await(statement, "SELECT srsubstate = 'r' FROM pg_subscription_rel");
      await(statement, "SELECT count(*) = " + rows + " FROM bench");
    }
  }

  /** A value of a connection string inside a literal. */
  private static String quoted(String value) {
    return "''" + value.replace("\\", "\\\\").replace("'", "\\''") + "''";
  }

  /** Waits until the subscription has applied everything that is committed. */
  void awaitReplication() throws SQLException {
    try (Connection connection = primary();
        Statement statement = connection.createStatement()) {
      String now;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
        row.next();
        now = row.getString(1);
      }
      await(
          statement,
          "SELECT replay_lsn >= '"
              + now
              + "' FROM pg_stat_replication WHERE application_name = 'bench'");
    }
  }

  private static void await(Statement statement, String question) throws SQLException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < BenchLinks.PATIENCE.toNanos()) {
      try (ResultSet row = statement.executeQuery(question)) {
        if (row.next() && row.getBoolean(1)) {
          return;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new IllegalStateException("never true: " + question);
  }

  @Override
  public void close() throws SQLException {
    mirror.close();
    if (subscribed) {
      try (Connection connection = fallback();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP SUBSCRIPTION bench");
      }
    }
    primary.server().drop(primary);
    fallback.server().drop(fallback);
  }
}
