package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.Protection;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.CycleReport;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The pieces of one process of a site, put together without the process: one life of it. Whatever
 * it knows it has read from the two servers.
 */
final class Engine implements AutoCloseable {
  private static final Duration LOCK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Life life;
  private final TwoServers servers;
  private final Link primary;
  private final Link fallback;
  private final StepHook hook;
  private final Schema schema;
  private final MirrorSettings settings =
      new MirrorSettings(
          Duration.ofSeconds(1), Duration.ofDays(7), 1L << 30, 100, List.of(), List.of());
  private final ConflictSettings conflicts;
  private final UUID site;
  private final OurNames names;
  private final Mirror mirror;
  private final Reconciler reconciler;
  private Connection asking;
  private List<Verdict> verdicts = List.of();

  /**
   * How the servers are reached.
   *
   * @param port the primary's, or that of a proxy before it
   * @param onPrimary what is done to statements on their way there
   * @param onFallback the same for the fallback
   */
  record Servers(int port, Tampering onPrimary, Tampering onFallback) {}

  Engine(Life life, TwoServers servers, Servers through, Schema schema, StepHook hook)
      throws SQLException {
    this.life = life;
    this.servers = servers;
    this.schema = schema;
    this.hook = hook;
    this.primary = through.onPrimary().of(life.of(primary(life, servers, through.port())));
    this.fallback = through.onFallback().of(life.of(servers.fallback(life.name())));
    this.conflicts = new ConflictSettings(schema.naturalKeys(), schema.policies());
    this.site = UUID.fromString(here("SELECT id::text FROM understudy.site"));
    try (Connection connection = primary.open()) {
      this.names = OurNames.choose(connection);
    }
    this.mirror =
        new Mirror(
            primary,
            through.onFallback().of(life.of(servers.fallback(life.name() + "/mirror"))),
            site,
            names,
            settings,
            MirrorListener.SILENT,
            hook);
    this.reconciler =
        new Reconciler(
            primary,
            fallback,
            site,
            names,
            conflicts,
            ConflictResolver.NONE,
            // A step that only some rounds take would make other worlds of the seeds on record.
            step -> {
              if (!step.equals("round.forwarded")) {
                hook.at(step);
              }
            },
            1);
  }

  private static Link primary(Life life, TwoServers servers, int port) {
    ConnectionTarget target = TwoServers.target(servers.primaryOwner(), "127.0.0.1", port);
    ConnectionFactory factory = factory(life);
    return () -> factory.open(target, Map.of("prepareThreshold", "0"));
  }

  private static ConnectionFactory factory(Life life) {
    return new ConnectionFactory(
        life.name(), new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
  }

  /** What every start does before anything else; safe to repeat. */
  void prepare() throws SQLException {
    verdicts = Protection.decide(shapes(primary), shapes(fallback), settings, true);
    for (Verdict verdict : verdicts) {
      if (verdict.state() != Verdict.State.PROTECTED) {
        throw new AssertionError("not protected: " + verdict);
      }
    }
    new PrimaryCapture(primary, names).install(verdicts.stream().map(Verdict::primary).toList());
    hook.at("capture.installed");
    Set<TableName> holding = new HashSet<>();
    for (Table table : schema.tables()) {
      if (table.policy() == Policy.HOLD) {
        holding.add(new TableName("public", table.name()));
      }
    }
    var closed = new Journal(fallback).install(verdicts, holding);
    if (!closed.isEmpty()) {
      throw new AssertionError("no journal: " + closed);
    }
    hook.at("journal.installed");
  }

  private static List<TableShape> shapes(Link link) throws SQLException {
    try (Connection connection = link.open()) {
      return Catalog.read(connection);
    }
  }

  CycleReport mirror() throws SQLException {
    return mirror.cycle(verdicts, epoch());
  }

  void open() throws SQLException {
    hook.at("gate.to-open");
    GateTable.State state = opened(epoch());
    if (!state.open()) {
      throw new AssertionError("the gate did not open: " + state);
    }
    hook.at("gate.opened");
  }

  private GateTable.State opened(long epoch) throws SQLException {
    try (Statement statement = asking.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT is_open, at_epoch FROM understudy.open_gate(" + epoch + ", 'a test')")) {
      row.next();
      return new GateTable.State(row.getBoolean(1), row.getLong(2));
    }
  }

  boolean isOpen() throws SQLException {
    return here("SELECT EXISTS (SELECT FROM understudy.gate)::text").equals("true");
  }

  RoundReport round() throws SQLException {
    return reconciler.round(verdicts, epoch());
  }

  /** The last round and the closing of the gate; answers whether it is closed. */
  boolean goBack() throws SQLException {
    long epoch = epoch();
    try (GateTable gate =
        new GateTable(factory(life), TwoServers.target(servers.fallbackOwner()), PATIENCE)) {
      Closing closing = gate.beginClosing(LOCK);
      life.adopted(closing.connection());
      try (closing) {
        hook.at("gate.locked");
        RoundReport report = reconciler.lastRound(verdicts, closing, epoch);
        Journal.empty(closing.connection());
        hook.at("gate.to-close");
        boolean closed = !closing.close(epoch, "a test").open();
        hook.at("gate.closed");
        return closed && report.left() == 0;
      }
    }
  }

  private long epoch() throws SQLException {
    return Long.parseLong(here("SELECT epoch::text FROM understudy.site"));
  }

  private String here(String query) throws SQLException {
    if (asking == null || asking.isClosed()) {
      asking = fallback.open();
    }
    try (Statement statement = asking.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    mirror.close();
  }
}
