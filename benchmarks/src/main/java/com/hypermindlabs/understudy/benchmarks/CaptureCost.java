package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.SiteRegister;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the capture costs writers of the primary. */
final class CaptureCost implements Benchmark {
  /** Of each client in a turn; over the link, where each takes a while, a tenth of them. */
  private static final int SINGLES = 1000;

  private static final int CLIENTS = 4;
  private static final Duration ONE_WAY = Duration.ofNanos(500_000);
  private static final Subject OURS = new Subject("noted", Results.OURS);
  private static final Subject BARE = new Subject("bare", "no capture");

  /** What any capture by statement pays for a DELETE before it has written anything. */
  private static final Subject COUNTED =
      new Subject("counted", "a statement trigger that counts the rows and does nothing");

  /** What any capture by statement pays for a row at the least. */
  private static final Subject KEPT =
      new Subject("kept", "a statement trigger that writes the key down and asks nothing");

  /** What applications have that note their changes themselves. */
  private static final Subject AUDITED =
      new Subject("audited", "a row trigger that writes the key down and asks nothing");

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
    return "Against a server with `fsync` on: transactions of one inserted or updated row, in blocks"
        + " of 1,000, and single statements of very many rows; on a table with the capture and on one"
        + " without, in turns. The transactions are single statements of one client, prepared, where"
        + " nothing else is said; also with BEGIN and COMMIT of their own, as frameworks send them;"
        + " of four clients at a time, whom the server's processors do not suffice; and over a link"
        + " with a round trip of 1 ms. They are measured on a server on a disk, and on one whose data"
        + " is in memory, where a commit waits for nothing; the large statements on the latter. The"
        + " site that the log is kept for has all that was there before the turn, and has tidied up, as"
        + " its mirror does time and again; where it is away, writers do that, and keep the log. For"
        + " inserted rows also two triggers that do nothing but copy the key to an indexed table:"
        + " they do not know whether anybody reads that, nor keep it small. For DELETE also a trigger"
        + " that is given the deleted rows and writes nothing: no capture by statement costs less.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int rows = scale.pick(200_000, 1_000_000);
    int blocks = scale.pick(20, 60);
    on(
        TestServer.durable(),
        (server, connection) -> {
          alone(connection, blocks, "", "at most 12 % fewer: 0.88 times", results);
          inserts(
              new SingleRows(List.of(connection), true, SINGLES),
              blocks,
              ", BEGIN and COMMIT by themselves",
              null,
              results);
          together(server, blocks, results);
          farAway(server, blocks, results);
        });
    on(
        TestServer.start("fsync = on", "max_wal_size = 4GB"),
        (server, connection) -> {
          alone(connection, blocks, ", data in memory", null, results);
          for (String what : new String[] {"INSERT", "UPDATE", "DELETE"}) {
            large(connection, what, rows, scale.pick(5, 7), results);
          }
        });
  }

  /** What is measured on a server that has the tables. */
  private interface Part {
    void on(TestServer server, Connection connection) throws Exception;
  }

  /** Measures on a new server, which is over with it. */
  private static void on(TestServer started, Part part) throws Exception {
    try (TestServer server = started) {
      Link link = server.maintenance()::connect;
      try (Connection connection = link.open()) {
        prepare(connection, link);
        part.on(server, connection);
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
            + " FOR EACH STATEMENT EXECUTE FUNCTION keep_keys()",
        "CREATE TABLE audited (id bigint PRIMARY KEY, body text)",
        "CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
            + " INSERT INTO kept_keys VALUES (pg_current_xact_id(), TG_RELID, ARRAY[NEW.id::text]);"
            + " RETURN NULL; END'",
        "CREATE TRIGGER keeps AFTER INSERT ON audited FOR EACH ROW EXECUTE FUNCTION keep_key()");
    for (Subject subject : List.of(OURS, BARE)) {
      run(
          connection,
          String.format(
              Locale.ROOT,
              "INSERT INTO %s SELECT -g, '' FROM generate_series(1, %d) g",
              subject.table(),
              SINGLES));
    }
    new SiteRegister(OurNames.OWN)
        .register(connection, UUID.randomUUID(), "benchmark", MirrorSettings.defaults());
  }

  private static void alone(
      Connection connection, int blocks, String where, @Nullable String asked, Results results)
      throws Exception {
    SingleRows client = new SingleRows(List.of(connection), false, SINGLES);
    inserts(client, blocks, where, asked, results);
    inTurns(
        List.of(OURS, BARE),
        blocks,
        keptUp(client, client::updated),
        Measure.rate("transactions of one updated row" + where, "transactions/s", null),
        results);
    run(connection, "UPDATE understudy.site SET seen = clock_timestamp() - interval '1 hour'");
    inTurns(
        List.of(OURS, BARE),
        blocks,
        client::inserted,
        Measure.rate(
            "transactions of one inserted row, the site is away" + where, "transactions/s", null),
        results);
  }

  /** A site is there, and its mirror has carried and tidied up what there was before the turn. */
  private static Turn keptUp(SingleRows clients, Turn turn) {
    return table -> {
      run(
          clients.connections().get(0),
          "UPDATE understudy.site SET snapshot = pg_current_snapshot()::text,"
              + " seen = clock_timestamp()",
          "SELECT understudy.prune(100000)");
      return turn.of(table);
    };
  }

  private static void together(TestServer server, int blocks, Results results) throws Exception {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        connections.add(server.maintenance().connect());
      }
      SingleRows clients = new SingleRows(connections, false, SINGLES);
      inserts(clients, blocks, ", four clients", null, results);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static void farAway(TestServer server, int blocks, Results results) throws Exception {
    try (FaultProxy link = FaultProxy.to(server)) {
      link.delay(ONE_WAY, Direction.values());
      try (Connection connection = server.maintenance().through(link).getConnection()) {
        SingleRows client = new SingleRows(List.of(connection), false, SINGLES / 10);
        inserts(client, blocks, ", a round trip of 1 ms", null, results);
      }
    }
  }

  private static void inserts(
      SingleRows clients, int blocks, String where, @Nullable String asked, Results results)
      throws Exception {
    List<Subject> subjects = List.of(OURS, BARE, AUDITED, KEPT);
    for (int warm = 0; warm < 3; warm++) {
      for (Subject subject : subjects) {
        clients.inserted(subject.table());
      }
    }
    inTurns(
        subjects,
        blocks,
        keptUp(clients, clients::inserted),
        Measure.rate("transactions of one inserted row" + where, "transactions/s", asked),
        results);
  }

  /** What one turn with that table came to. */
  private interface Turn {
    double of(String table) throws Exception;
  }

  /** A table, and how it is called in the results. */
  private record Subject(String table, String name) {}

  /** Each table is the first as often as any other. */
  private static void inTurns(
      List<Subject> subjects, int turns, Turn turn, Measure measure, Results results)
      throws Exception {
    double[][] found = new double[subjects.size()][turns];
    for (int i = 0; i < turns; i++) {
      for (int next = 0; next < subjects.size(); next++) {
        int which = (i + next) % subjects.size();
        found[which][i] = turn.of(subjects.get(which).table());
      }
    }
    for (int which = 0; which < subjects.size(); which++) {
      results.add(measure, subjects.get(which).name(), found[which]);
    }
    results.turnByTurn(
        measure,
        found[subjects.indexOf(OURS)],
        found[subjects.indexOf(BARE)],
        measure.lessIsBetter() ? "what it takes without" : "those without");
  }

  private static void large(
      Connection connection, String what, int rows, int turns, Results results) throws Exception {
    inTurns(
        what.equals("DELETE") ? List.of(OURS, BARE, COUNTED) : List.of(OURS, BARE),
        turns,
        table -> statement(connection, what, table, rows),
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
    run(connection, "TRUNCATE " + table + ", understudy.recent, understudy.change");
    if (!what.equals("INSERT")) {
      run(connection, insert, "TRUNCATE understudy.recent, understudy.change");
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
