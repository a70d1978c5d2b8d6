package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.TestSite;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * A primary, a link to it, and a site of two processes with its own fallback. Outages are played in
 * it one after the other, with SIGKILL to processes and servers and every fault that a link has.
 */
final class ProcessWorld implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final long ORDER_NANOS = 3_000_000_000L;
  private static final List<String> STEPS =
      List.of(
          "round.durable",
          "round.marked",
          "round.staged",
          "round.merged",
          "round.committed",
          "round.settled",
          "cycle.registered",
          "cycle.applied");

  /** How an outage begins. */
  private enum Fault {
    PRIMARY_KILLED,
    LINK_REFUSES,
    LINK_SWALLOWS,
    PLANNED
  }

  private final Random random;
  private final Coverage coverage;
  private final Schema schema;
  private final TestServer server;
  private final TestDatabase database;
  private final FaultProxy link;
  private final TestSite folder = TestSite.create();
  private final Site site;
  private final Log log = new Log();
  private final Client direct;
  private final Client reader;
  private Fallback fallback;
  private final List<String> violations = new ArrayList<>();
  private boolean ordered;

  ProcessWorld(long seed, TestServer server, Coverage coverage) {
    this.random = new Random(seed);
    this.coverage = coverage;
    this.schema = Schema.random(new Random(seed));
    this.server = server;
    this.database = server.createDatabase();
    this.link = FaultProxy.to(server);
    this.site =
        new Site(
            new Site.Place(folder.folder(), database.name(), link.port(), server.port(), seed),
            coverage);
    this.direct =
        new Client(
            Side.PRIMARY, database::connect, schema, new Workload(schema, random, "direct"), log);
    this.reader =
        new Client(Side.FALLBACK, () -> fallback.connect(), schema, (own, before) -> {}, log);
  }

  List<String> run(int outages) throws SQLException {
    site.start();
    site.awaitReady();
    site.start();
    site.awaitReady();
    fallback = Fallback.of(folder.folder());
    write(12);
    for (int i = 0; i < outages && violations.isEmpty(); i++) {
      awaitEqual();
      outage();
      coverage.count("process outages", "run");
    }
    return violations;
  }

  private void write(int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      if (random.nextInt(3) == 0 && reachable()) {
        coverage.count("direct writes", direct.write().name());
      } else {
        site.replaceDead();
        site.awaitReady();
        note(site.write(random.nextInt(site.size())));
      }
    }
  }

  private boolean reachable() {
    try (Connection connection = database.connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      direct.reconnect();
      return false;
    }
  }

  private void note(Site.Written written) throws SQLException {
    coverage.count("site writes", written.word());
    if (written.attempt().isPresent()) {
      Attempt attempt = written.attempt().get();
      boolean told = written.word().equals("COMMITTED");
      if (told || committed(attempt)) {
        log.committed(attempt.side(), attempt.xid(), attempt.changes(), attempt.touched());
      }
    }
  }

  /** Of a transaction whose outcome its writer never heard. */
  private boolean committed(Attempt attempt) {
    return Awaitility.await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> status(attempt), status -> !status.equals("in progress"))
        .equals("committed");
  }

  private String status(Attempt attempt) throws SQLException {
    boolean here = attempt.side() == Side.FALLBACK;
    if (!here && !reachable()) {
      server.restart();
    }
    try (Connection connection = here ? fallback.connect() : database.connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT pg_xact_status(?::xid8)")) {
      statement.setString(1, attempt.xid());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }

  private Reading primary() throws SQLException {
    return direct.read();
  }

  private Reading here() throws SQLException {
    try {
      return reader.read();
    } catch (SQLException e) {
      // The server was started anew since the last look.
      reader.reconnect();
      return reader.read();
    }
  }

  /**
   * Waits until the mirror has brought all there is. The primary is read anew each time: on a busy
   * machine a site may turn and come home unasked, and bring there what it wrote meanwhile.
   */
  private void awaitEqual() throws SQLException {
    long deadline = System.nanoTime() + LONG.toNanos();
    for (List<Change> changes = changes(); !changes.isEmpty(); changes = changes()) {
      if (System.nanoTime() > deadline) {
        changes.forEach(
            change -> violations.add("the mirror differs (primary -> fallback): " + change));
        return;
      }
      site.replaceDead();
      LockSupport.parkNanos(20_000_000);
    }
  }

  private List<Change> changes() throws SQLException {
    Reading there = primary();
    try {
      return there.changesTo(here());
    } catch (SQLException e) {
      return List.of(
          new Change(new RowId("the fallback cannot be read: " + e, List.of()), null, null));
    }
  }

  private void outage() throws SQLException {
    write(3);
    awaitEqual();
    if (random.nextBoolean()) {
      direct.write();
    }
    log.clear();
    Reading there = primary();
    List<LedgerEntry> before = ledger();
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    begin(fault);
    awaitOpen(true);
    // Nobody has written there yet: what the direct writer did since is in the log.
    Reading here = here();
    log.round(new Spec.Begin());
    write(4 + random.nextInt(6));
    disturb();
    write(2);
    heal(fault);
    disturb();
    write(random.nextInt(6));
    quiet();
    judge(here, there, before);
    coverage.count("faults", fault.name());
  }

  private void begin(Fault fault) throws SQLException {
    long injected = link.injected();
    switch (fault) {
      case PRIMARY_KILLED -> {
        server.kill();
        direct.reconnect();
      }
      case LINK_REFUSES -> link.refuse();
      case LINK_SWALLOWS -> link.swallow();
      case PLANNED -> site.order(0, "FAILOVER");
    }
    if (fault == Fault.LINK_REFUSES || fault == Fault.LINK_SWALLOWS) {
      Awaitility.await().atMost(LONG).until(() -> link.injected() > injected);
    }
  }

  private void heal(Fault fault) {
    switch (fault) {
      case PRIMARY_KILLED -> {
        if (!reachable()) {
          server.restart();
        }
      }
      case LINK_REFUSES, LINK_SWALLOWS -> link.pass();
      case PLANNED -> ordered = true;
    }
  }

  private void awaitOpen(boolean open) {
    Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> fallback.isOpen() == open);
  }

  /** Something goes wrong, or not. */
  private void disturb() {
    int dice = random.nextInt(8);
    switch (dice) {
      case 0, 1 -> {
        site.kill(random.nextInt(site.size()));
        coverage.count("process killed after", "any moment");
        site.replaceDead();
      }
      case 2 -> {
        fallback.kill();
        coverage.count("faults", "FALLBACK_KILLED");
      }
      case 3 -> {
        while (site.size() > 0) {
          site.kill(0);
        }
        fallback.kill();
        coverage.count("faults", "ALL_KILLED");
        site.replaceDead();
      }
      case 4, 5, 6 -> {
        String step = STEPS.get(random.nextInt(STEPS.size()));
        for (int i = 0; i < site.size(); i++) {
          site.order(i, "HALT " + step);
        }
      }
      default -> coverage.count("faults", "NONE_FURTHER");
    }
  }

  private void quiet() throws SQLException {
    long deadline = System.nanoTime() + LONG.toNanos();
    long next = 0;
    while (!quietNow()) {
      site.replaceDead();
      if (ordered && System.nanoTime() > next) {
        // Whoever has taken the order before may have died of it.
        site.awaitReady();
        site.order(0, "RETURN");
        next = System.nanoTime() + ORDER_NANOS;
      }
      if (System.nanoTime() > deadline) {
        violations.add("the return does not finish");
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
    ordered = false;
    log.round(new Spec.End(true));
    awaitEqual();
  }

  private boolean quietNow() {
    try {
      return !fallback.isOpen();
    } catch (SQLException e) {
      return false;
    }
  }

  private List<LedgerEntry> ledger() throws SQLException {
    try (Connection connection = database.connect()) {
      return LedgerEntry.read(connection, schema);
    }
  }

  private void judge(Reading here, Reading there, List<LedgerEntry> before) throws SQLException {
    if (!violations.isEmpty()) {
      return;
    }
    List<LedgerEntry> ledger = ledger();
    Verdict verdict =
        Verdict.of(
            new Outage(schema, here, there, log.events(), primary(), here(), ledger, before));
    violations.addAll(verdict.violations());
    verdict.met().forEach((kind, rows) -> coverage.count("conflicts", kind.name(), rows));
  }

  @Override
  public void close() throws SQLException {
    reader.close();
    if (fallback != null) {
      fallback.close();
    }
    site.close();
    link.close();
    direct.close();
    folder.close();
    server.drop(database);
  }
}
