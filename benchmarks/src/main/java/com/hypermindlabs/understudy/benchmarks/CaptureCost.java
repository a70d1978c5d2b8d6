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
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the capture costs writers of the primary. */
final class CaptureCost implements Benchmark {
  private static final int SINGLES = 1000;
  private static final Subject OURS = new Subject("noted", Results.OURS);
  private static final Subject BARE = new Subject("bare", "no capture");

  /** What any capture by statement pays for a DELETE before it has written anything. */
  private static final Subject COUNTED =
      new Subject("counted", "a statement trigger that counts the rows and does nothing");

  /** What any capture by statement pays for a row at the least. */
  private static final Subject KEPT =
      new Subject("kept", "a statement trigger that writes the key down and asks nothing");

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public String title() {
    return "What the capture costs writers of the primary";
  }

  @Override
  public String method() {
    return "One client against a server with `fsync` on: transactions of one inserted or updated row,"
        + " in blocks of 1,000, and single statements of very many rows; on a table with the capture"
        + " and on one without, in turns. The transactions against a server on a disk, and against one"
        + " whose data is in memory, where a commit waits for nothing; the large statements against"
        + " the latter. For single inserted rows also a trigger that does nothing but copy the key to"
        + " an indexed table: it does not know whether anybody reads that, nor keeps it small."
        + " For DELETE also a trigger that is given the deleted rows and writes"
        + " nothing: no capture by statement costs less.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int rows = scale.pick(200_000, 1_000_000);
    int blocks = scale.pick(20, 60);
    on(
        TestServer.durable(),
        connection -> singles(connection, blocks, "", "at most 12 % fewer: 0.88 times", results));
    on(
        TestServer.start("fsync = on", "max_wal_size = 4GB"),
        connection -> {
          singles(connection, blocks, ", data in memory", null, results);
          for (String what : new String[] {"INSERT", "UPDATE", "DELETE"}) {
            large(connection, what, rows, scale.pick(5, 7), results);
          }
        });
  }

  /** What is measured on a server that has the tables. */
  private interface Part {
    void on(Connection connection) throws SQLException;
  }

  /** Measures on a new server, which is over with it. */
  private static void on(TestServer started, Part part) throws SQLException {
    try (TestServer server = started) {
      Link link = server.maintenance()::connect;
      try (Connection connection = link.open()) {
        prepare(connection, link);
        part.on(connection);
      }
    }
  }

  private static void prepare(Connection connection, Link link) throws SQLException {
    run(connection, "CREATE TABLE noted (id bigint PRIMARY KEY, body text)");
    PrimaryCapture capture = new PrimaryCapture(link, OurNames.OWN);
    capture.install(Catalog.read(connection));
    run(
        connection,
        "CREATE TABLE bare (id bigint PRIMARY KEY, body text)",
        "CREATE TABLE counted (id bigint PRIMARY KEY, body text)",
        "CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM count(*) FROM gone; RETURN NULL; END'",
        "CREATE TRIGGER counts AFTER DELETE ON counted REFERENCING OLD TABLE AS gone"
            + " FOR EACH STATEMENT EXECUTE FUNCTION count_rows()",
        "CREATE TABLE kept (id bigint PRIMARY KEY, body text)",
        "CREATE TABLE kept_keys (xid xid8 NOT NULL, rel oid NOT NULL, key text[])",
        "CREATE INDEX ON kept_keys (xid)",
        "CREATE FUNCTION keep_keys() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
            + " INSERT INTO kept_keys SELECT pg_current_xact_id(), TG_RELID, ARRAY[id::text]"
            + " FROM born; RETURN NULL; END'",
        "CREATE TRIGGER keeps AFTER INSERT ON kept REFERENCING NEW TABLE AS born"
            + " FOR EACH STATEMENT EXECUTE FUNCTION keep_keys()");
    new SiteRegister(OurNames.OWN)
        .register(connection, UUID.randomUUID(), "benchmark", MirrorSettings.defaults());
  }

  private static void singles(
      Connection connection, int blocks, String where, @Nullable String asked, Results results)
      throws SQLException {
    for (int warm = 0; warm < 5; warm++) {
      for (Subject subject : List.of(OURS, BARE, KEPT)) {
        block(connection, insert(subject.table()), -1 - warm);
      }
    }
    inTurns(
        List.of(OURS, BARE, KEPT),
        blocks,
        (table, turn) -> block(connection, insert(table), turn),
        Measure.rate("transactions of one inserted row" + where, "transactions/s", asked),
        results);
    inTurns(
        List.of(OURS, BARE),
        blocks,
        (table, turn) -> block(connection, update(table), 0),
        Measure.rate("transactions of one updated row" + where, "transactions/s", null),
        results);
  }

  private static String insert(String table) {
    return "INSERT INTO " + table + " (body, id) VALUES (?, ?)";
  }

  private static String update(String table) {
    return "UPDATE " + table + " SET body = ? WHERE id = ?";
  }

  /** What one turn with that table came to. */
  private interface Turn {
    double of(String table, int number) throws SQLException;
  }

  /** A table, and how it is called in the results. */
  private record Subject(String table, String name) {}

  /** Each table is the first as often as any other. */
  private static void inTurns(
      List<Subject> subjects, int turns, Turn turn, Measure measure, Results results)
      throws SQLException {
    double[][] found = new double[subjects.size()][turns];
    for (int i = 0; i < turns; i++) {
      for (int next = 0; next < subjects.size(); next++) {
        int which = (i + next) % subjects.size();
        found[which][i] = turn.of(subjects.get(which).table(), i);
      }
    }
    for (int which = 0; which < subjects.size(); which++) {
      results.add(measure, subjects.get(which).name(), found[which]);
    }
  }

  /** Transactions a second. */
  private static double block(Connection connection, String sql, int number) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      long begun = System.nanoTime();
      for (int i = 0; i < SINGLES; i++) {
        statement.setString(
            1, "about a hundred bytes of a row, as they are in most tables of applications");
        statement.setLong(2, (long) number * SINGLES + i);
        statement.executeUpdate();
      }
      return SINGLES * 1e9 / (System.nanoTime() - begun);
    }
  }

  private static void large(
      Connection connection, String what, int rows, int turns, Results results)
      throws SQLException {
    inTurns(
        what.equals("DELETE") ? List.of(OURS, BARE, COUNTED) : List.of(OURS, BARE),
        turns,
        (table, turn) -> statement(connection, what, table, rows),
        Measure.millis(
            String.format(Locale.ROOT, "one %s of %,d rows", what, rows), "at most 2.5 times"),
        results);
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
