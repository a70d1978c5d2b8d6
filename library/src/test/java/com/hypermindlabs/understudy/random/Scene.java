package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A site of two small tables for a course of events that a test writes down step by step. What is
 * to happen at a step of the engine is said beforehand.
 */
final class Scene implements AutoCloseable {
  private static final Table PARENT =
      new Table(
          "parent",
          List.of(
              new Column("id", "int", Column.Use.KEY, ""),
              new Column("tag", "text", Column.Use.TAG, "NOT NULL"),
              new Column("v1", "text", Column.Use.VALUE, ""),
              new Column("amount", "bigint", Column.Use.AMOUNT, "NOT NULL DEFAULT 0")),
          List.of("id"),
          List.of(),
          false,
          Policy.PRIMARY_WINS,
          0);
  private static final Table CHILD =
      new Table(
          "child",
          List.of(
              new Column("id", "uuid", Column.Use.KEY, ""),
              new Column("tag", "text", Column.Use.TAG, "NOT NULL"),
              new Column("parent_id", "int", Column.Use.REFERENCE, "")),
          List.of("id"),
          List.of(new Reference(List.of("parent_id"), "parent", "CASCADE", false)),
          false,
          Policy.PRIMARY_WINS,
          0);
  private static final Schema SCHEMA = new Schema(List.of(PARENT, CHILD));

  /** What happens when a step is reached. */
  interface Act {
    void run() throws SQLException;
  }

  private final TestServer server;
  private final TwoServers servers;
  private final Log log = new Log();
  private final Client primary;
  private final Client fallback;
  private final Map<String, Act> acts = new TreeMap<>();
  private Tampering onPrimary = Tampering.none();
  private Tampering onFallback = Tampering.none();
  private Life life;
  private Engine engine;
  private Reading here;
  private Reading there;

  private Scene(TestServer server) throws SQLException {
    this.server = server;
    this.servers = TwoServers.on(server, TestServer.shared());
    servers.migrate(SCHEMA.definition().toArray(String[]::new));
    this.primary = client(Side.PRIMARY, servers.primaryOther()::connect);
    this.fallback = client(Side.FALLBACK, servers.fallbackApplication()::connect);
    primary.write(
        "INSERT INTO parent SELECT g, 'parent ' || g, 'old', 100 FROM generate_series(1, 5) g");
  }

  /** With both databases on the shared server. */
  static Scene shared() throws SQLException {
    return new Scene(TestServer.shared());
  }

  /** With the primary on a server that the test may kill. */
  static Scene on(TestServer primary) throws SQLException {
    return new Scene(primary);
  }

  private Client client(Side side, Client.Source source) {
    return new Client(side, source, SCHEMA, (connection, reading) -> {}, log);
  }

  Scene tampered(Tampering primaryStatements, Tampering fallbackStatements) {
    onPrimary = primaryStatements;
    onFallback = fallbackStatements;
    return this;
  }

  /** Says what happens, once, when a step is reached. */
  void at(String step, Act act) {
    acts.put(step, act);
  }

  private void reached(String step) {
    Act act = acts.remove(step);
    if (act != null) {
      try {
        act.run();
      } catch (SQLException e) {
        throw new IllegalStateException("at " + step, e);
      }
    }
  }

  /** The process ends at this step. */
  void killAt(String step) {
    at(
        step,
        () -> {
          life.kill();
          throw new Killed(step);
        });
  }

  /** A new life of the process, after the last one has ended. */
  Scene begin() throws SQLException {
    end();
    life = new Life();
    engine =
        new Engine(
            life,
            servers,
            new Engine.Servers(server.port(), onPrimary, onFallback),
            SCHEMA,
            this::reached);
    engine.prepare();
    return this;
  }

  private void end() throws SQLException {
    if (life != null) {
      life.kill();
      life.awaitGone(List.of(server, TestServer.shared()));
    }
  }

  Engine engine() {
    return engine;
  }

  Client primary() {
    return primary;
  }

  Client fallback() {
    return fallback;
  }

  TwoServers servers() {
    return servers;
  }

  /** The outage begins: from here on everything is accounted for. */
  void account() throws SQLException {
    log.clear();
    here = fallback.read();
    there = primary.read();
  }

  /** The whole of an engine's return, rounds until little is left and the last one. */
  void goBack() throws SQLException {
    log.round(new Spec.Begin());
    engine.round();
    boolean closed = engine.goBack();
    log.round(new Spec.End(closed));
    engine.mirror();
  }

  /** Does something that may strike the process down. */
  void round() throws SQLException {
    log.round(new Spec.Begin());
    boolean done = false;
    try {
      engine.round();
      done = true;
    } catch (Killed e) {
      life.awaitGone(List.of(server, TestServer.shared()));
    } finally {
      log.round(new Spec.End(done));
    }
  }

  /** What cannot be explained. */
  List<String> violations() throws SQLException {
    try (var connection = servers.primary().open()) {
      return Verdict.of(
              new Outage(
                  SCHEMA,
                  here,
                  there,
                  log.events(),
                  primary.read(),
                  fallback.read(),
                  LedgerEntry.read(connection, SCHEMA),
                  List.of()))
          .violations();
    }
  }

  @Override
  public void close() throws SQLException {
    end();
    primary.close();
    fallback.close();
    servers.close();
  }
}
