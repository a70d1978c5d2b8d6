package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A process that takes one cycle, says at a step that it is there, and waits to be killed. */
final class MirrorChild {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private MirrorChild() {}

  static String[] arguments(MirroredSite site, String step) {
    TestDatabase primary = site.servers.primaryOwner();
    TestDatabase fallback = site.servers.fallbackOwner();
    return new String[] {
      step,
      site.site.toString(),
      Integer.toString(primary.server().port()),
      primary.name(),
      primary.user(),
      primary.password(),
      Integer.toString(fallback.server().port()),
      fallback.name(),
      fallback.user(),
      fallback.password()
    };
  }

  /** See {@link #arguments}. */
  public static void main(String[] arguments) throws SQLException {
    Link primary = link(arguments, 2, Map.of("prepareThreshold", "0"));
    Link fallback = link(arguments, 6, GateTable.APPLY);
    List<TableShape> theirs = shapes(primary);
    List<TableShape> ours = shapes(fallback);
    try (Mirror mirror =
        new Mirror(
            primary,
            fallback,
            UUID.fromString(arguments[1]),
            OurNames.OWN,
            MirroredSite.settings(100),
            MirrorListener.SILENT,
            step -> waitAt(arguments[0], step))) {
      CycleReport report = mirror.cycle(MirroredSite.verdicts(theirs, ours), 0);
      System.out.println("DONE " + report.state());
    }
  }

  private static void waitAt(String chosen, String step) {
    if (chosen.equals(step)) {
      System.out.println("AT " + step);
      System.out.flush();
      while (true) {
        LockSupport.parkNanos(PATIENCE.toNanos());
      }
    }
  }

  private static List<TableShape> shapes(Link link) throws SQLException {
    try (Connection connection = link.open()) {
      connection.setAutoCommit(false);
      Pins.set(connection, PATIENCE);
      return Catalog.read(connection);
    }
  }

  private static Link link(String[] arguments, int first, Map<String, String> properties) {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/child", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    ConnectionTarget target =
        new ConnectionTarget(
            new Endpoint("127.0.0.1", Integer.parseInt(arguments[first])),
            arguments[first + 1],
            arguments[first + 2],
            Secret.of(arguments[first + 3]),
            Map.of());
    return () -> factory.open(target, properties);
  }
}
