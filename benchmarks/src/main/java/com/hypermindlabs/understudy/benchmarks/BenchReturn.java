package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A table of about 100 bytes a row that both sides have, on a fallback whose gate is open. */
final class BenchReturn implements AutoCloseable {
  private final BenchPrimary primary;
  private final TestDatabase fallback;
  private final List<Verdict> verdicts;
  private final Reconciler reconciler;

  BenchReturn(TestServer primaryServer, TestServer fallbackServer, int rows, StepHook hook)
      throws SQLException {
    primary = new BenchPrimary(primaryServer, rows);
    primary.installCapture();
    fallback = fallbackServer.createDatabase();
    Link fallbackLink = BenchLinks.link(fallback, GateTable.APPLY);
    BenchLinks.run(
        fallbackLink,
        BenchPrimary.TABLE,
        BenchPrimary.fill(rows),
        "VACUUM ANALYZE bench",
        "CHECKPOINT");
    TableShape theirs = BenchLinks.shapes(primary.link()).get(0);
    TableShape ours = BenchLinks.shapes(fallbackLink).get(0);
    verdicts = List.of(new Verdict(ours.name(), Verdict.State.PROTECTED, null, null, theirs, ours));
    try (GateTable gate =
        new GateTable(BenchLinks.factory(), BenchLinks.target(fallback), BenchLinks.PATIENCE)) {
      gate.install();
      new Journal(fallbackLink).install(verdicts, Set.of());
      gate.open(gate.read().epoch(), "bench");
    }
    reconciler =
        new Reconciler(
            primary.link(),
            fallbackLink,
            UUID.randomUUID(),
            OurNames.OWN,
            new ConflictSettings(Map.of(), Map.of()),
            ConflictResolver.NONE,
            hook);
  }

  /** As the application does it during an outage. */
  void change(String sql) throws SQLException {
    BenchLinks.run(BenchLinks.link(fallback, Map.of()), sql);
  }

  /** As another program does it on the primary meanwhile. */
  void changeThere(String sql) throws SQLException {
    BenchLinks.run(primary.link(), sql);
  }

  /** Hands everything over; fails unless all of it arrived, as it was sent or merged. */
  void round(int rows) {
    RoundReport report = reconciler.round(verdicts, 1);
    RoundReport.Counts total = report.total();
    if (total.applied() + total.merged() != rows || report.left() != 0) {
      throw new IllegalStateException("not everything arrived: " + report);
    }
  }

  /** As it is done after a round of many rows. */
  void tidy() {
    reconciler.tidy(verdicts, Set.of(verdicts.get(0).name()));
  }

  /** The same rows by hand: no base, no conflicts, no ledger, not exactly once. */
  void upsert(String condition) throws SQLException {
    try (Connection source = fallback.connect();
        Connection target = primary.connect();
        Statement statement = target.createStatement()) {
      source.setAutoCommit(false);
      target.setAutoCommit(false);
      statement.execute("CREATE TEMP TABLE staging (LIKE bench) ON COMMIT DROP");
      new CopyPipe(source, target)
          .carry(
              "COPY (SELECT * FROM bench WHERE " + condition + ") TO STDOUT",
              "COPY staging FROM STDIN",
              more -> {});
      statement.execute("ANALYZE staging");
      statement.execute(
          "INSERT INTO bench SELECT * FROM staging ON CONFLICT (id) DO UPDATE SET (n, at, name,"
              + " note) = (excluded.n, excluded.at, excluded.name, excluded.note)");
      target.commit();
    }
  }

  @Override
  public void close() {
    reconciler.release();
    primary.close();
    fallback.server().drop(fallback);
  }
}
