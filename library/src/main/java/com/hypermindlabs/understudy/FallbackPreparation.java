package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.LocalBirths;
import com.hypermindlabs.understudy.config.CarriedProperties;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.mirror.LiftedBlocks;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import com.hypermindlabs.understudy.provision.FallbackServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What makes a provisioned fallback one that could take over: its gate, what is declared as on the
 * primary, the migrations, and the journals around them. Whatever of it is done already is left
 * alone.
 */
final class FallbackPreparation {
  private final ConnectionFactory factory;
  private final Migration migration;
  private final Coverage coverage;
  private final Likeness likeness;
  private final CarriedProperties carried;

  /**
   * Does nothing yet.
   *
   * @param factory connections of any kind
   * @param coverage says which tables are written to, and which are journaled
   * @param likeness what the application's sessions and its migrations have as on the primary
   */
  FallbackPreparation(
      ConnectionFactory factory, Migration migration, Coverage coverage, Likeness likeness) {
    this.factory = factory;
    this.migration = migration;
    this.coverage = coverage;
    this.likeness = likeness;
    this.carried = likeness.carried();
  }

  /**
   * Carries it out.
   *
   * @param link connections as the tables' owner, past the gate
   * @throws Exception whatever the migrations throw, and what a server says
   */
  void run(FallbackServer server, GateTable gate, Link link) throws Exception {
    gate.install();
    likeness.bring(server);
    tryApplication(server);
    // Of a start that ended among its migrations, or of an earlier build, triggers may not fit.
    coverage.install(link);
    if (likeness.alone()) {
      LocalBirths births = new LocalBirths(link);
      births.before();
      migrate(server, link, LocalBirths::noting);
      coverage.install(link);
      births.note();
    } else {
      migrate(server, link, properties -> properties);
      coverage.install(link);
    }
    gate.read(); // opens the connection that a failover will be in a hurry to use
  }

  private void migrate(FallbackServer server, Link link, UnaryOperator<Map<String, String>> noting)
      throws Exception {
    FallbackMigration run =
        new FallbackMigration(
            migration,
            properties ->
                new DirectDataSource(
                    factory, server.owner(), carried.and(noting.apply(properties))),
            link);
    likeness.migrate(server, () -> LiftedBlocks.during(link, run::run));
  }

  /** What this server does not take of the carried properties must not come out at a failover. */
  private void tryApplication(FallbackServer server) throws SQLException {
    if (!carried.equals(CarriedProperties.NONE)) {
      try (Connection application = factory.open(carried.on(server.application()))) {
        application.isValid(0);
      } catch (SQLException e) {
        throw new SQLException(
            "log in with the connection properties of the primary, "
                + carried.values().keySet()
                + ": "
                + e.getMessage(),
            e.getSQLState(),
            e);
      }
    }
  }
}
