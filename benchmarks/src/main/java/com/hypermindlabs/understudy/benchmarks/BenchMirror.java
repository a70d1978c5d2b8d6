package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.CycleReport;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.mirror.MirrorState;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A primary's table, an empty one like it on a fallback, and a mirror between them. */
final class BenchMirror implements AutoCloseable {
  private final BenchPrimary primary;
  private final boolean alone;
  private final TestDatabase fallback;
  private final Mirror mirror;
  private final List<Verdict> verdicts;
  private @Nullable Subscription subscription;

  /** With a primary database of its own that has that many rows. */
  BenchMirror(TestServer primaryServer, TestServer fallbackServer, int rows) throws SQLException {
    this(new BenchPrimary(primaryServer, rows), true, fallbackServer);
  }

  /** One more site of a primary that others may share, and that stays when this is closed. */
  BenchMirror(BenchPrimary primary, TestServer fallbackServer) throws SQLException {
    this(primary, false, fallbackServer);
  }

  private BenchMirror(BenchPrimary primary, boolean alone, TestServer fallbackServer)
      throws SQLException {
    this.primary = primary;
    this.alone = alone;
    fallback = fallbackServer.createDatabase();
    Link fallbackLink = BenchLinks.link(fallback, GateTable.APPLY);
    BenchLinks.run(fallbackLink, BenchPrimary.TABLE, "CHECKPOINT");
    try (GateTable gate =
        new GateTable(BenchLinks.factory(), BenchLinks.target(fallback), BenchLinks.PATIENCE)) {
      gate.install();
    }
    primary.installCapture();
    TableShape theirs = BenchLinks.shapes(primary.link()).get(0);
    TableShape ours = BenchLinks.shapes(fallbackLink).get(0);
    verdicts = List.of(new Verdict(ours.name(), Verdict.State.PROTECTED, null, null, theirs, ours));
    if (!new Journal(fallbackLink).install(verdicts, Set.of()).isEmpty()) {
      throw new IllegalStateException("the journal could not be installed");
    }
    mirror =
        new Mirror(
            primary.link(),
            fallbackLink,
            UUID.randomUUID(),
            OurNames.OWN,
            MirrorSettings.defaults(),
            MirrorListener.SILENT);
  }

  Connection primary() throws SQLException {
    return primary.connect();
  }

  TestDatabase target() {
    return fallback;
  }

  /** Past the gate, without our triggers. */
  Connection fallback() throws SQLException {
    Connection connection = fallback.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
    }
    return connection;
  }

  /** Takes a cycle, and fails unless it brought something. */
  void cycle() {
    if (step() == CycleReport.State.IDLE) {
      throw new IllegalStateException("nothing was mirrored: " + mirror.status());
    }
  }

  /** Takes a cycle, which may find nothing. */
  CycleReport.State step() {
    CycleReport.State state = mirror.cycle(verdicts, 0).state();
    return switch (state) {
      case IDLE, APPLIED, SEEDED -> state;
      default -> throw new IllegalStateException(state + ": " + mirror.status());
    };
  }

  MirrorState status() {
    return mirror.status();
  }

  void change(String sql) throws SQLException {
    primary.change(sql);
  }

  /** Leaves the primary without our triggers. */
  void withoutCapture() throws SQLException {
    primary.removeCapture();
  }

  /** PostgreSQL's own copy, until all rows are there. */
  void subscribe(int rows) throws SQLException {
    subscription = new Subscription(primary, this::fallback);
    subscription.awaitCopy(rows);
  }

  /** Waits until the subscription has applied everything that is committed. */
  void awaitReplication() throws SQLException {
    if (subscription != null) {
      subscription.awaitChanges();
    }
  }

  @Override
  public void close() throws SQLException {
    mirror.close();
    if (subscription != null) {
      subscription.close();
    }
    if (alone) {
      primary.close();
    }
    fallback.server().drop(fallback);
  }
}
