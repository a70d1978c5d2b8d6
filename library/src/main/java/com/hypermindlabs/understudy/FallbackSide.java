package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.config.CarriedProperties;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import com.hypermindlabs.understudy.provision.DeclaredSettings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProvisionException;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.Gate;
import com.hypermindlabs.understudy.route.GateReading;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fallback as one process of a site sees it: started, with its gate, migrated and guarded. Here
 * the gate that the route asks for meets the table that holds it. Thread-safe.
 */
final class FallbackSide implements Gate, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackSide.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration GATE_PATIENCE = Duration.ofSeconds(5);

  private final Provisioner provisioner;
  private final ConnectionFactory factory;
  private final FallbackPreparation preparation;
  private final CarriedProperties carried;
  private final Likeness likeness;
  private final ReentrantLock work = new ReentrantLock();
  private volatile @Nullable FallbackServer server;
  private volatile @Nullable GateTable table;
  private volatile @Nullable Problem problem;
  private volatile @Nullable Problem poolProblem;
  private volatile boolean ready;
  private volatile long lastTry;

  /**
   * @param likeness what the application's sessions and its migrations have as on the primary
   * @param preparation makes it one that could take over
   */
  FallbackSide(
      Provisioner provisioner,
      ConnectionFactory factory,
      Likeness likeness,
      FallbackPreparation preparation) {
    this.provisioner = provisioner;
    this.factory = factory;
    this.likeness = likeness;
    this.carried = likeness.carried();
    this.preparation = preparation;
  }

  /** The server, once it is known. */
  @Nullable FallbackServer server() {
    return server;
  }

  /**
   * Why it could not be made ready, or the application would get no connection to it; null when
   * nothing is known to be wrong.
   */
  @Nullable Problem problem() {
    @Nullable Problem known = problem;
    return known == null ? poolProblem : known;
  }

  /**
   * Tells why the application's pool gets no connection to it; null when it has one.
   *
   * @return whether that is news, and bad
   */
  boolean poolFails(@Nullable Throwable failure) {
    boolean unseen = failure != null && poolProblem == null;
    poolProblem =
        failure == null
            ? null
            : new Problem(
                ProblemCode.OTHER,
                "the pool gets no connection to the fallback: " + failure.getMessage(),
                "what the application tells its pool, as connectionInitSql, has to work there too");
    return unseen;
  }

  /** Whether it could take over at once. */
  boolean ready() {
    return ready;
  }

  /** How the application reaches it; only once the server is known. */
  ConnectionTarget application() {
    FallbackServer known = server;
    if (known == null) {
      throw new IllegalStateException("the fallback is not known yet");
    }
    return carried.on(known.application());
  }

  /** The gate's table, once the server is known. */
  GateTable gateTable() {
    GateTable known = table;
    if (known == null) {
      throw new IllegalStateException("the fallback is not known yet");
    }
    return known;
  }

  /** Connections as the tables' owner, past the gate. */
  Link link() {
    return () -> open(factory);
  }

  /** Such a connection of another factory. */
  Connection open(ConnectionFactory other) throws SQLException {
    FallbackServer known = server;
    if (known == null) {
      throw new SQLException("the fallback is not known yet", "08001");
    }
    // Where a session of ours takes the application's search path, it has to be that one.
    return other.open(known.owner(), carried.schemas().and(GateTable.APPLY));
  }

  /** Whether it is time for another attempt at what failed; answers yes once for each pause. */
  boolean mayTryAgain() {
    long now = System.nanoTime();
    if (lastTry != 0 && now - lastTry < PAUSE.toNanos()) {
      return false;
    }
    lastTry = now;
    return true;
  }

  /** Starts what was provisioned before, if anything, and reads the gate. */
  GateReading wake() {
    work.lock();
    try {
      if (server == null) {
        @Nullable FallbackServer started = provisioner.start().orElse(null);
        if (started == null) {
          return new GateReading.Missing();
        }
        meet(started);
      }
      return withJournal(read());
    } catch (ProvisionException e) {
      return new GateReading.Unreadable(failed(e));
    } finally {
      work.unlock();
    }
  }

  /** A closed gate over a journal that holds something is no reason to turn away from it. */
  private GateReading withJournal(GateReading reading) {
    if (!(reading instanceof GateReading.Closed closed)) {
      return reading;
    }
    try {
      return new GateReading.Closed(closed.epoch(), new Journal(link()).rows() > 0);
    } catch (SQLException e) {
      return unreadable("read the journal beside", e);
    }
  }

  /**
   * Provisions, starts, migrates and guards it; whatever of it is done already is left alone.
   *
   * @return null when it is ready, else why not
   */
  @Nullable Problem prepare() {
    work.lock();
    try {
      if (!ready) {
        FallbackServer provisioned = provisioner.provision();
        GateTable gate = meet(provisioned);
        preparation.run(provisioned, gate, link());
        problem = null;
        ready = true;
      }
      return null;
    } catch (ProvisionException e) {
      return failed(e);
    } catch (StartException e) {
      LOG.debug("prepare the fallback", e);
      problem = new Problem(ProblemCode.OTHER, String.valueOf(e.getMessage()), e.hint());
      return problem;
    } catch (Exception e) {
      LOG.debug("prepare the fallback", e);
      problem =
          new Problem(
              ProblemCode.OTHER,
              "prepare the fallback: " + e.getMessage(),
              "see the server's log; run 'provision' and 'doctor'");
      return problem;
    } finally {
      work.unlock();
    }
  }

  /** What the primary declares for its sessions holds for those that are opened from here on. */
  void declared(DeclaredSettings settings) {
    likeness.seen(settings);
    FallbackServer known = server;
    if (known != null) {
      likeness.bring(known);
    }
  }

  /** What {@link #prepare} makes as on the primary. */
  Likeness likeness() {
    return likeness;
  }

  /** Starts the server again after it was found dead. */
  void restart() {
    work.lock();
    try {
      provisioner.start().ifPresent(this::meet);
      problem = null;
    } catch (ProvisionException e) {
      failed(e);
    } finally {
      work.unlock();
    }
  }

  @Override
  public GateReading read() {
    GateTable gate = table;
    if (gate == null) {
      return new GateReading.Missing();
    }
    try {
      return reading(gate.read());
    } catch (SQLException e) {
      return failure(e);
    }
  }

  @Override
  public GateReading open(long expected, String reason) {
    @Nullable Problem unready = prepare();
    GateTable gate = table;
    if (unready != null || gate == null) {
      return unready == null ? new GateReading.Missing() : new GateReading.Unreadable(unready);
    }
    try {
      GateTable.State after = gate.open(expected, reason);
      return after.open() && after.epoch() <= expected ? setAside(after.epoch()) : reading(after);
    } catch (SQLException e) {
      return unreadable("open", e);
    }
  }

  @Override
  public void close() {
    GateTable gate = table;
    if (gate != null) {
      gate.close();
    }
  }

  private GateTable meet(FallbackServer met) {
    @Nullable FallbackServer before = server;
    @Nullable GateTable standing = table;
    if (standing == null || before == null || !before.owner().equals(met.owner())) {
      if (standing != null) {
        standing.close();
      }
      standing = new GateTable(factory, met.owner(), GATE_PATIENCE);
      table = standing;
    }
    server = met;
    return standing;
  }

  /** What a failed reading of the gate means. */
  static GateReading failure(SQLException e) {
    // Provisioned, but no process of ours has been there yet: there is nothing to be closed.
    return "42P01".equals(e.getSQLState()) || "3F000".equals(e.getSQLState())
        ? new GateReading.Missing()
        : unreadable("read", e);
  }

  static GateReading reading(GateTable.State state) {
    return state.open()
        ? new GateReading.Open(state.epoch())
        : new GateReading.Closed(state.epoch());
  }

  /** Its gate was left open at an older epoch: only an operator's order leads past that. */
  private static GateReading setAside(long epoch) {
    return new GateReading.Unreadable(
        new Problem(
            ProblemCode.OTHER,
            "the fallback holds changes of epoch "
                + epoch
                + " that were set aside and are not merged yet",
            "they are merged as soon as the primary serves; 'status' says what that waits for"));
  }

  private static GateReading unreadable(String operation, SQLException e) {
    return new GateReading.Unreadable(
        new Problem(
            ProblemCode.OTHER,
            operation + " the gate on the fallback: " + e.getMessage(),
            "see 'fallback status' and the fallback's server log"));
  }

  private Problem failed(ProvisionException e) {
    Problem found = new Problem(ProblemCode.OTHER, String.valueOf(e.getMessage()), e.hint());
    problem = found;
    return found;
  }
}
