package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A primary with capture for tests: what was logged, told in the words of the tables. */
final class CaptureSite implements AutoCloseable {
  private final TwoServers servers;
  private OurNames names = OurNames.OWN;

  CaptureSite(TestServer server) {
    servers = TwoServers.on(server, TestServer.shared());
  }

  TwoServers servers() {
    return servers;
  }

  Link link() {
    return servers.primary();
  }

  OurNames names() {
    return names;
  }

  /** Installed for every table that there is, with one site that reads the log. */
  UUID protect() throws SQLException {
    install();
    return register();
  }

  /** Installs for every table that there is. */
  List<PrimaryCapture.Waiting> install() throws SQLException {
    return capture().install(tables());
  }

  PrimaryCapture capture() throws SQLException {
    try (Connection connection = TwoServers.again(link()).open()) {
      names = OurNames.choose(connection);
    }
    return new PrimaryCapture(link(), names, Duration.ofSeconds(1));
  }

  List<TableShape> tables() throws SQLException {
    try (Connection connection = TwoServers.again(link()).open()) {
      return Catalog.read(connection);
    }
  }

  UUID register() throws SQLException {
    return register(MirrorSettings.defaults());
  }

  UUID register(MirrorSettings limits) throws SQLException {
    UUID site = UUID.randomUUID();
    try (Connection connection = TwoServers.again(link()).open()) {
      sites().register(connection, site, "test", limits);
    }
    return site;
  }

  /** A session in a transaction, for a writer of table t, which is made and protected. */
  Connection writer() throws SQLException {
    run("CREATE TABLE t (id int PRIMARY KEY)");
    protect();
    Connection writer = link().open();
    writer.setAutoCommit(false);
    return writer;
  }

  SiteRegister sites() {
    return new SiteRegister(names);
  }

  void run(String... statements) throws SQLException {
    servers.onPrimary(statements);
  }

  /** What was logged since the last call: {@code table key,key} in order, sorted. */
  List<String> logged() throws SQLException {
    List<String> rows =
        TwoServers.rows(
            link(),
            names.fill(
                "SELECT rel::regclass || ' ' || coalesce(array_to_string(key, ',', '..'), 'all')"
                    + " FROM (TABLE {recent} UNION ALL TABLE {change}) log ORDER BY 1"));
    run(names.fill("DELETE FROM {recent}"), names.fill("DELETE FROM {change}"));
    return rows;
  }

  /** The keys that entries name, of tables whose key is one column, as often as they do. */
  static List<String> keys(List<String> logged) {
    return logged.stream()
        .flatMap(entry -> Stream.of(entry.substring(entry.indexOf(' ') + 1).split(",")))
        .toList();
  }

  /** The tables whose capture is not in place, without p1. */
  List<String> missing() throws SQLException {
    try (Connection connection = TwoServers.again(link()).open()) {
      return capture().missing(connection, tables()).stream()
          .map(TableName::name)
          .filter(name -> !name.equals("p1"))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
