package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A process that carries rounds and stops for good at a step: arguments of {@link #arguments}. */
final class RoundProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RoundProcess() {}

  static String[] arguments(DegradedSite site, String step) throws Exception {
    TestDatabase primary = site.servers().primaryOwner();
    TestDatabase fallback = site.servers().fallbackOwner();
    return new String[] {
      String.valueOf(primary.server().port()), primary.name(), primary.user(),
      primary.password(), String.valueOf(fallback.server().port()), fallback.name(),
      fallback.user(), fallback.password(), site.id().toString(),
      String.valueOf(site.epoch()), step
    };
  }

  public static void main(String[] args) throws Exception {
    Link primary = link(args, 0, Map.of("prepareThreshold", "0"));
    Link fallback = link(args, 4, GateTable.APPLY);
    OurNames names;
    try (Connection connection = primary.open()) {
      names = OurNames.choose(connection);
    }
    String step = args[10];
    Reconciler reconciler =
        new Reconciler(
            primary,
            fallback,
            UUID.fromString(args[8]),
            names,
            new ConflictSettings(Map.of(), Map.of("account.balance", "delta")),
            ConflictResolver.NONE,
            at -> {
              if (at.equals(step)) {
                System.out.println("reached");
                System.out.flush();
                Runtime.getRuntime().halt(137);
              }
            },
            1);
    reconciler.round(verdicts(primary, fallback), Long.parseLong(args[9]));
    System.out.println("done");
  }

  private static Link link(String[] args, int from, Map<String, String> properties) {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/child", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    var target =
        new com.hypermindlabs.understudy.config.ConnectionTarget(
            new com.hypermindlabs.understudy.config.Endpoint(
                "127.0.0.1", Integer.parseInt(args[from])),
            args[from + 1],
            args[from + 2],
            com.hypermindlabs.understudy.config.Secret.of(args[from + 3]),
            Map.of());
    return () -> factory.open(target, properties);
  }

  private static List<Verdict> verdicts(Link primary, Link fallback) throws Exception {
    Map<TableName, TableShape> there =
        shapes(primary).stream().collect(Collectors.toMap(TableShape::name, shape -> shape));
    return shapes(fallback).stream()
        .map(
            shape ->
                new Verdict(
                    shape.name(),
                    Verdict.State.PROTECTED,
                    null,
                    null,
                    there.get(shape.name()),
                    shape))
        .toList();
  }

  private static List<TableShape> shapes(Link link) throws Exception {
    try (Connection connection = link.open()) {
      connection.setAutoCommit(false);
      Pins.set(connection, PATIENCE);
      return Catalog.read(connection);
    }
  }
}
