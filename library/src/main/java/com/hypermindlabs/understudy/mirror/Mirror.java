package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the fallback equal to one snapshot of the primary after another, while the gate is closed.
 *
 * <p>Each cycle is one transaction on either side. The first one copies everything; a table that
 * was rewritten, made anew, truncated, or was not watched for a while is brought as a whole again.
 *
 * <p>Thread-safe: cycles are taken one at a time. Keeps a connection to each side between cycles
 * and opens none before the first.
 */
public final class Mirror implements AutoCloseable {
  private static final Duration LOCKS = Duration.ofSeconds(2);

  private final Link fallbackLink;
  private final PrimaryNames names;
  private final UUID site;
  private final Work work;
  private final MirrorGauge gauge = new MirrorGauge(System::nanoTime);
  private final ReentrantLock turn = new ReentrantLock();

  /** Connects to nothing yet. */
  public Mirror(
      Link primary,
      Link fallback,
      UUID site,
      OurNames names,
      MirrorSettings settings,
      MirrorListener listener) {
    this(primary, fallback, site, names, settings, listener, StepHook.NONE);
  }

  /**
   * Connects to nothing yet.
   *
   * @param primary connections as the owner of its tables
   * @param fallback connections as the owner of its tables, past the gate
   * @param site its number, the same on both sides
   * @param names of our objects on the primary
   * @param settings how large blocks of sequences are, and how long the log waits for us
   * @param listener is told of progress
   * @param steps are told to, for tests
   */
  public Mirror(
      Link primary,
      Link fallback,
      UUID site,
      OurNames names,
      MirrorSettings settings,
      MirrorListener listener,
      StepHook steps) {
    this.fallbackLink = fallback;
    this.site = site;
    this.names = PrimaryNames.of(names);
    this.work =
        new Work(
            new Sides(primary, fallback, this.names, new PrimaryCapture(primary, names), site),
            new Registration(primary, site, names, settings),
            settings,
            new Reporting(listener, steps));
  }

  /**
   * Takes one cycle.
   *
   * @param verdicts what is to be done with each table; those that are protected are carried
   * @param epoch that stands on the fallback; with another one, or an open gate, nothing is done
   * @throws MirrorException when it failed; the fallback is as it was, and the next one may be
   *     tried
   */
  public CycleReport cycle(List<Verdict> verdicts, long epoch) {
    return cycle(verdicts, epoch, CycleObserver.NONE);
  }

  /**
   * The same, looked on.
   *
   * @param observer sees both sides at the instant that the cycle carries
   * @throws MirrorException when it failed
   */
  public CycleReport cycle(List<Verdict> verdicts, long epoch, CycleObserver observer) {
    turn.lock();
    try {
      gauge.begin();
      CycleReport report = work.cycle(verdicts, epoch, observer, gauge);
      gauge.end(report);
      return report;
    } catch (SQLException e) {
      work.close();
      MirrorException failed = Failures.of("mirror", null, e);
      gauge.failed(failed);
      throw failed;
    } catch (MirrorException e) {
      work.close();
      gauge.failed(e);
      throw e;
    } catch (RuntimeException e) {
      work.close();
      throw e;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Whether a primary is the one that the fallback was mirrored from, and has all it had then. To
   * be asked before every routing to a primary, over a connection to the host that will be used.
   *
   * @param primary a connection to it, as the owner of its tables
   * @throws SQLException when either side cannot be asked
   */
  public Identity identity(Connection primary) throws SQLException {
    Standing standing = standing();
    boolean arrived = PrimarySession.has(primary, names, standing.arrived());
    if (arrived && (standing.nonce() == null || standing.seeding())) {
      return Identity.UNKNOWN_SITE;
    }
    return Identity.of(
        standing,
        PrimarySession.row(primary, names, site),
        PrimarySession.primaryId(primary),
        arrived);
  }

  private Standing standing() throws SQLException {
    try (FallbackSession fallback = FallbackSession.open(fallbackLink)) {
      return fallback.installed() ? fallback.standing() : Standing.NEVER;
    }
  }

  /**
   * Takes the primary as it is from now on, whatever it was before: the next cycle brings every
   * table as a whole. For a primary that lost commits or is another database, when an operator says
   * so.
   *
   * @throws SQLException when the fallback cannot be written
   */
  public void forget() throws SQLException {
    turn.lock();
    try {
      work.close();
      try (FallbackSession fallback = FallbackSession.open(fallbackLink)) {
        fallback.install();
        Pins.set(fallback.connection(), LOCKS);
        fallback.holdGate();
        fallback.run(
            "SELECT understudy.discard_seed()",
            "DELETE FROM understudy.mirror_table",
            "DELETE FROM understudy.arrived",
            SequenceBlocks.FORGET,
            "UPDATE understudy.mirror SET nonce = NULL, primary_id = NULL, snapshot = NULL");
        fallback.connection().commit();
      }
    } finally {
      turn.unlock();
    }
  }

  /** How it is doing; asks no server. */
  public MirrorState status() {
    return gauge.state();
  }

  @Override
  public void close() {
    turn.lock();
    try {
      work.close();
    } finally {
      turn.unlock();
    }
  }
}
