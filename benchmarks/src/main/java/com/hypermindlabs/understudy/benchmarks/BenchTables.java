package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.CycleReport;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many empty tables on both sides, a mirror, and a reconciler for the time after it. */
final class BenchTables implements AutoCloseable {
  private static final int CHUNK = 50;

  private final TestDatabase primary;
  private final TestDatabase fallback;
  private final Link primaryLink;
  private final GateTable gate;
  private final List<Verdict> verdicts;
  private final Mirror mirror;
  private final Reconciler reconciler;
  private long epoch;

  BenchTables(TestServer primaryServer, TestServer fallbackServer, int tables) throws SQLException {
    primary = primaryServer.createDatabase();
    fallback = fallbackServer.createDatabase();
    primaryLink = BenchLinks.link(primary, Map.of("prepareThreshold", "0"));
    Link fallbackLink = BenchLinks.link(fallback, GateTable.APPLY);
    for (Link link : List.of(primaryLink, fallbackLink)) {
      create(link, tables);
    }
    gate = new GateTable(BenchLinks.factory(), BenchLinks.target(fallback), BenchLinks.PATIENCE);
    gate.install();
    new PrimaryCapture(primaryLink, OurNames.OWN).install(BenchLinks.shapes(primaryLink));
    verdicts = verdicts(BenchLinks.shapes(primaryLink), BenchLinks.shapes(fallbackLink));
    if (verdicts.size() != tables
        || !new Journal(fallbackLink).install(verdicts, Set.of()).isEmpty()) {
      throw new IllegalStateException("not every table is protected");
    }
    UUID site = UUID.randomUUID();
    mirror =
        new Mirror(
            primaryLink,
            fallbackLink,
            site,
            OurNames.OWN,
            MirrorSettings.defaults(),
            MirrorListener.SILENT);
    reconciler =
        new Reconciler(
            primaryLink,
            fallbackLink,
            site,
            OurNames.OWN,
            new ConflictSettings(Map.of(), Map.of()),
            ConflictResolver.NONE,
            StepHook.NONE);
  }

  private static void create(Link link, int tables) throws SQLException {
    for (int from = 0; from < tables; from += CHUNK) {
      BenchLinks.run(
          link,
          IntStream.range(from, Math.min(tables, from + CHUNK))
              .mapToObj(
                  number ->
                      "CREATE TABLE "
                          + name(number)
                          + " (id bigint PRIMARY KEY, n int NOT NULL, note text)")
              .collect(Collectors.joining("; ")));
    }
  }

  private static String name(int number) {
    return "table_" + number;
  }

  private static List<Verdict> verdicts(List<TableShape> theirs, List<TableShape> ours) {
    Map<TableName, TableShape> byName =
        theirs.stream().collect(Collectors.toMap(TableShape::name, Function.identity()));
    return ours.stream()
        .filter(shape -> byName.containsKey(shape.name()))
        .map(
            shape ->
                new Verdict(
                    shape.name(),
                    Verdict.State.PROTECTED,
                    null,
                    null,
                    byName.get(shape.name()),
                    shape))
        .toList();
  }

  /** A cycle, which has to bring that many rows. */
  void cycle(int rows) {
    CycleReport report = mirror.cycle(verdicts, epoch);
    if (report.asOf() == null || report.rows() != rows || !report.stopped().isEmpty()) {
      throw new IllegalStateException(report + ": " + mirror.status());
    }
  }

  /** A first cycle, which has to be a seed; the tables are empty. */
  void seed() {
    CycleReport report = mirror.cycle(verdicts, epoch);
    if (report.state() != CycleReport.State.SEEDED || !report.stopped().isEmpty()) {
      throw new IllegalStateException(report + ": " + mirror.status());
    }
  }

  /** The next cycle is a first one again. */
  void forget() throws SQLException {
    mirror.forget();
  }

  /** A row into one of the tables of the primary. */
  void changePrimary(int table, int row) throws SQLException {
    BenchLinks.run(primaryLink, insert(table, row));
  }

  /** From now on the fallback is written, and the mirror stands still. */
  void open() throws SQLException {
    epoch = gate.open(gate.read().epoch(), "bench").epoch();
  }

  /** A row into one of the tables of the fallback, as the application does it. */
  void changeFallback(int table, int row) throws SQLException {
    BenchLinks.run(BenchLinks.link(fallback, Map.of()), insert(table, row));
  }

  private static String insert(int table, int row) {
    return "INSERT INTO " + name(table) + " VALUES (" + row + ", 1, 'a row')";
  }

  /** Hands over one row. */
  void round() {
    RoundReport report = reconciler.round(verdicts, epoch);
    if (report.total().applied() != 1 || report.left() != 0) {
      throw new IllegalStateException("the row did not arrive: " + report);
    }
  }

  @Override
  public void close() {
    mirror.close();
    reconciler.release();
    gate.close();
    primary.server().drop(primary);
    fallback.server().drop(fallback);
  }
}
