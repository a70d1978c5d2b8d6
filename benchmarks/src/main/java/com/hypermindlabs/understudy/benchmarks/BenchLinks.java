package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The engine's connections to the databases of a benchmark. */
final class BenchLinks {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private BenchLinks() {}

  static List<TableShape> shapes(Link link) throws SQLException {
    try (Connection connection = link.open()) {
      connection.setAutoCommit(false);
      Pins.set(connection, PATIENCE);
      return Catalog.read(connection);
    }
  }

  static ConnectionFactory factory() {
    return new ConnectionFactory(
        "understudy/bench", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
  }

  static ConnectionTarget target(TestDatabase database) {
    return new ConnectionTarget(
        new Endpoint(database.server().host(), database.server().port()),
        database.name(),
        database.user(),
        Secret.of(database.password()),
        Map.of());
  }

  static Link link(TestDatabase database, Map<String, String> properties) {
    ConnectionFactory factory = factory();
    ConnectionTarget target = target(database);
    return () -> factory.open(target, properties);
  }

  /** A database as libpq's programs are told of it: key words and values. */
  static String words(TestDatabase database) {
    return "host="
        + database.server().host()
        + " port="
        + database.server().port()
        + " dbname="
        + database.name()
        + " user="
        + database.user()
        + " password='"
        + database.password().replace("\\", "\\\\").replace("'", "\\'")
        + "'";
  }

  static void run(Link link, String... statements) throws SQLException {
    try (Connection connection = link.open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
