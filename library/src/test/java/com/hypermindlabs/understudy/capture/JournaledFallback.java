package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.TableShape.Kind;
import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A fallback whose tables are all protected, unless they are unfit or said to be otherwise. */
final class JournaledFallback implements AutoCloseable {
  private final TwoServers servers;
  private final Journal journal;
  private final Map<String, Verdict.State> states = new TreeMap<>();
  private Set<TableName> holdTables = Set.of();

  private JournaledFallback(TwoServers servers) {
    this.servers = servers;
    this.journal = new Journal(servers.fallback());
  }

  static JournaledFallback on(TestServer server) {
    return new JournaledFallback(TwoServers.on(server, server));
  }

  static JournaledFallback withoutReplicaRole(TestServer server) {
    return new JournaledFallback(TwoServers.withoutReplicaRole(server, server));
  }

  TwoServers servers() {
    return servers;
  }

  Journal journal() {
    return journal;
  }

  /** From the next install on. */
  void declare(String table, State state) {
    states.put(table, state);
  }

  /** From the next install on. */
  void hold(String... tables) {
    holdTables =
        Set.of(tables).stream().map(TableName::parse).collect(java.util.stream.Collectors.toSet());
  }

  /** Connections as a migration has them. */
  Link migration() {
    return servers.migration();
  }

  /** Runs statements as the owner and installs the journal. */
  Map<TableName, String> migrate(String... statements) throws SQLException {
    apply(statements);
    return install();
  }

  Map<TableName, String> install() throws SQLException {
    return journal.install(verdicts(), holdTables);
  }

  private List<Verdict> verdicts() throws SQLException {
    try (Connection connection = TwoServers.again(servers.fallback()).open()) {
      return Catalog.read(connection).stream()
          .filter(shape -> shape.kind() != Kind.PARTITION)
          .map(
              shape -> {
                State state =
                    states.getOrDefault(
                        shape.name().name(),
                        shape.unfit() == null ? State.PROTECTED : State.CLOSED);
                String reason = state == State.CLOSED ? shape.unfit() : null;
                return new Verdict(shape.name(), state, reason, null, null, shape);
              })
          .toList();
    }
  }

  void apply(String... statements) throws SQLException {
    TwoServers.run(servers.fallback(), statements);
  }

  void application(String... statements) throws SQLException {
    servers.asApplication(statements);
  }

  /** The application's, with auto-commit off. */
  Connection session() throws SQLException {
    Connection connection = servers.fallbackApplication().connect();
    connection.setAutoCommit(false);
    return connection;
  }

  void open() throws SQLException {
    servers.openGate();
  }

  List<String> query(String sql) throws SQLException {
    return TwoServers.rows(servers.fallback(), sql);
  }

  int number(String table) throws SQLException {
    return Integer.parseInt(
        query(
                "SELECT n FROM understudy.covered WHERE name = '"
                    + TableName.parse(table).sql()
                    + "'")
            .get(0));
  }

  /** Key, whether it was there, and its image; in the key's order. */
  List<String> entries(String table) throws SQLException {
    int n = number(table);
    String columns =
        query(
                "SELECT string_agg(attname, ', ' ORDER BY attname LIKE 'o%', attnum)"
                    + " FROM pg_attribute WHERE attrelid = 'understudy.journal_"
                    + n
                    + "'::regclass AND attname ~ '^(k\\d+|o_there|o\\d+)$'")
            .get(0);
    return query("SELECT " + columns + " FROM understudy.journal_" + n + " ORDER BY 1, 2");
  }

  @Override
  public void close() {
    servers.close();
  }
}
