package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.CycleReport;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** A primary and a fallback that begin equal and part from then on. */
final class DegradedSite implements AutoCloseable {
  private static final Duration LOCK = Duration.ofSeconds(5);

  private final TwoServers servers;
  private final Map<String, String> policies = new HashMap<>();
  private final Map<String, List<List<String>>> naturalKeys = new HashMap<>();
  private ConflictResolver resolver = ConflictResolver.NONE;
  private StepHook hook = StepHook.NONE;
  private long fastForwardFrom = 1;

  private DegradedSite(TwoServers servers) {
    this.servers = servers;
  }

  /** Runs these statements, schema and first rows, on both sides, and opens the gate. */
  static DegradedSite after(String... statements) throws SQLException {
    return new DegradedSite(TwoServers.shared()).begin(statements);
  }

  static DegradedSite on(TestServer primary, TestServer fallback, String... statements)
      throws SQLException {
    return new DegradedSite(TwoServers.on(primary, fallback)).begin(statements);
  }

  /** Without tables: {@link #begin} is to be called after the policies are declared. */
  static DegradedSite empty() {
    return emptyOn(TestServer.shared(), TestServer.shared());
  }

  /** The same on these servers. */
  static DegradedSite emptyOn(TestServer primary, TestServer fallback) {
    return new DegradedSite(TwoServers.on(primary, fallback));
  }

  DegradedSite begin(String... statements) throws SQLException {
    prepare(statements);
    servers.openGate();
    return this;
  }

  /** The same with tables that are empty yet, and a fallback that is mirrored: {@link #mirror}. */
  DegradedSite beginMirrored(String... tables) throws SQLException {
    prepare(tables);
    mirror();
    servers.openGate();
    return this;
  }

  /** The same, where the primary has rows already. */
  DegradedSite beginMirroredAfter(String[] tables, String... onPrimary) throws SQLException {
    prepare(tables);
    servers.onPrimary(onPrimary);
    for (String sql : onPrimary) {
      if (sql.startsWith("ALTER")) {
        TwoServers.run(servers.fallback(), sql);
      }
    }
    mirror();
    servers.openGate();
    return this;
  }

  /** For Found4: tables that a release brings before the first seed. */
  DegradedSite beginMirroredNew(String[] release, String... onPrimary) throws SQLException {
    prepare();
    prepare(release);
    servers.onPrimary(onPrimary);
    mirror();
    servers.openGate();
    return this;
  }

  private void prepare(String... statements) throws SQLException {
    servers.migrate(statements);
    try (Connection primary = TwoServers.again(servers.primary()).open()) {
      OurNames names = OurNames.choose(primary);
      new PrimaryCapture(servers.primary(), names).install(Catalog.read(primary));
      TwoServers.run(
          servers.primary(),
          "CREATE TABLE IF NOT EXISTS "
              + names.of("outcome")
              + " (round uuid, table_name text, r bigint, kind text, there boolean, result text[],"
              + " PRIMARY KEY (round, table_name, r))");
    }
    install();
  }

  /** Makes the fallback equal to the primary, while the gate is closed. */
  void mirror() throws SQLException {
    try (Mirror mirror =
        new Mirror(
            servers.primary(),
            servers.fallback("a test/mirror"),
            id(),
            names(),
            MirrorSettings.defaults(),
            MirrorListener.SILENT)) {
      CycleReport report = mirror.cycle(verdicts(), epoch());
      if (!EnumSet.of(CycleReport.State.SEEDED, CycleReport.State.APPLIED)
          .contains(report.state())) {
        throw new AssertionError(report.toString());
      }
    }
  }

  /** The next outage. */
  void openAgain() throws SQLException {
    if (!servers.gate().open(epoch(), "again").open()) {
      throw new AssertionError("the gate did not open");
    }
  }

  DegradedSite policy(String what, String policy) {
    policies.put(what, policy);
    return this;
  }

  DegradedSite naturalKey(String table, String... columns) {
    naturalKeys.computeIfAbsent(table, any -> new ArrayList<>()).add(List.of(columns));
    return this;
  }

  DegradedSite resolver(ConflictResolver decider) {
    resolver = decider;
    return this;
  }

  /** What is declared of conflicts. */
  ConflictSettings conflicts() {
    return new ConflictSettings(naturalKeys, policies);
  }

  /** From how many rows of a table on; from one if nothing is said, for tests have few. */
  DegradedSite fastForwardFrom(long rows) {
    fastForwardFrom = rows;
    return this;
  }

  DegradedSite hook(StepHook steps) {
    hook = steps;
    return this;
  }

  /** What happens when a step is reached. */
  interface Act {
    void run() throws SQLException;
  }

  /** Says what happens when a step is reached for the first time from now on. */
  DegradedSite onceAt(String step, Act act) {
    AtomicBoolean due = new AtomicBoolean(true);
    return hook(
        reached -> {
          if (reached.equals(step) && due.getAndSet(false)) {
            try {
              act.run();
            } catch (SQLException e) {
              throw new AssertionError("at " + step, e);
            }
          }
        });
  }

  TwoServers servers() {
    return servers;
  }

  /** As a release does on both sides, the primary first. */
  void migrate(String... statements) throws SQLException {
    servers.onPrimary(statements);
    migrateHere(statements);
  }

  /** As a release does on the fallback, where the primary has run it or will. */
  void migrateHere(String... statements) throws SQLException {
    TwoServers.run(servers.migration(), statements);
    install();
  }

  /** Brings the journals into shape, as every start does after its migrations. */
  void install() throws SQLException {
    List<Verdict> verdicts = verdicts();
    new Journal(servers.fallback()).install(verdicts, Reconciler.holdTables(conflicts(), verdicts));
  }

  /** A round whose process dies at a step. */
  void killedAt(String at) {
    hook(
        step -> {
          if (step.equals(at)) {
            throw new IllegalStateException("killed");
          }
        });
    assertThatThrownBy(this::round).hasMessage("killed");
    hook(StepHook.NONE);
  }

  /** As the application on the fallback. */
  void here(String... statements) throws SQLException {
    servers.asApplication(statements);
  }

  /** As the application, in one transaction. */
  void hereTogether(String... statements) throws SQLException {
    try (Connection connection = servers.again(servers.fallbackApplication()).open();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  /** As another writer on the primary. */
  void there(String... statements) throws SQLException {
    servers.asOther(statements);
  }

  List<String> rowsThere(String query) throws SQLException {
    return TwoServers.rows(servers.primary(), query);
  }

  List<String> rowsHere(String query) throws SQLException {
    return TwoServers.rows(servers.fallback(), query);
  }

  List<String> ledger() throws SQLException {
    return rowsThere(
        "SELECT kind, table_name, key[1], reason FROM "
            + names().of("ledger")
            + " WHERE resolved IS NULL ORDER BY id");
  }

  /** Decides the oldest change that is open, whose row nobody has touched since. */
  void decide(Take take) throws SQLException {
    Ledger ledger = new Ledger(servers.primary(), names());
    Ledger.Resolution resolution = ledger.resolve(ledger.list().get(0).id(), take);
    if (!(resolution instanceof Ledger.Resolution.Done)) {
      throw new AssertionError(resolution.toString());
    }
  }

  OurNames names() throws SQLException {
    try (Connection primary = TwoServers.again(servers.primary()).open()) {
      return OurNames.choose(primary);
    }
  }

  UUID id() throws SQLException {
    return UUID.fromString(rowsHere("SELECT id FROM understudy.site").get(0));
  }

  long epoch() throws SQLException {
    return servers.gate().read().epoch();
  }

  Reconciler reconciler() throws SQLException {
    return reconciler(servers.primary());
  }

  /** One that reaches the primary this way. */
  Reconciler reconciler(Link primary) throws SQLException {
    return new Reconciler(
        primary, servers.fallback(), id(), names(), conflicts(), resolver, hook, fastForwardFrom);
  }

  RoundReport round() throws SQLException {
    Reconciler reconciler = reconciler();
    try {
      return reconciler.round(verdicts(), epoch());
    } finally {
      reconciler.release();
    }
  }

  /** The last round and the closing of the gate. */
  RoundReport lastRound() throws SQLException {
    long epoch = epoch();
    List<Verdict> verdicts = verdicts();
    Reconciler reconciler = reconciler();
    try (Closing closing = servers.gate().beginClosing(Duration.ofMillis(500))) {
      RoundReport report = reconciler.lastRound(verdicts, closing, epoch);
      GateTable.State state = closing.close(epoch, "returned");
      if (state.open()) {
        throw new AssertionError("the gate is still open");
      }
      return report;
    } finally {
      reconciler.release();
    }
  }

  List<Verdict> verdicts() throws SQLException {
    Map<TableName, TableShape> there =
        shapes(TwoServers.again(servers.primary()).open()).stream()
            .collect(Collectors.toMap(TableShape::name, shape -> shape));
    return shapes(TwoServers.again(servers.fallback()).open()).stream()
        .filter(shape -> shape.kind() != TableShape.Kind.PARTITION)
        .map(shape -> verdict(shape, there.get(shape.name())))
        .toList();
  }

  private static Verdict verdict(TableShape here, TableShape there) {
    String unfit =
        here.unfit() != null ? here.unfit() : there == null ? "not there" : there.unfit();
    return new Verdict(
        here.name(), unfit == null ? State.PROTECTED : State.CLOSED, unfit, null, there, here);
  }

  private static List<TableShape> shapes(Connection connection) throws SQLException {
    try (connection) {
      connection.setAutoCommit(false);
      Pins.set(connection, LOCK);
      return Catalog.read(connection);
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
