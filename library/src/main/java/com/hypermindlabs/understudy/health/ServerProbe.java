package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes one server. The budget holds for a whole reading: name, connect, TLS, login, question. The
 * work is done by one daemon thread, made by the first reading and ended by close; where it hangs
 * beyond the budget (a name service may), the reading ends without it, and it is not doubled. The
 * first reading of a JVM takes longer by {@link DriverWarmUp}.
 */
public final class ServerProbe implements Probe {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProbe.class);
  // The worker keeps the deadline by itself; this is for its way back to the caller.
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
  private static final long FAREWELL_MILLIS = 200;
  // More than this many halves of the budget in one round trip is slow.
  private static final int SLOW_PARTS = 2;
  private static final int OLDEST_MAJOR = 14;

  private final ConnectionTarget target;
  private final Duration budget;
  private final Diagnosis diagnosis;
  private final DeadlineSockets.Group sockets = new DeadlineSockets.Group();
  private final Session session;
  private final ThreadPoolExecutor worker;
  private volatile boolean closed;
  private volatile CompletableFuture<Reading> pending = CompletableFuture.completedFuture(null);

  /**
   * Describes a probe; nothing is started or connected before the first reading.
   *
   * @param target the server, and how to log in
   * @param budget the time that one reading may take in all
   */
  public ServerProbe(ConnectionTarget target, Duration budget) {
    this.target = target;
    this.budget = budget;
    this.diagnosis = new Diagnosis(target, budget);
    this.session = new Session(target, budget, sockets);
    this.worker =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
  }

  @Override
  public Reading read(boolean fresh) {
    DriverWarmUp.run();
    long deadline = System.nanoTime() + budget.toNanos();
    return await(begin(fresh, deadline), deadline);
  }

  /** Where this probe looks. */
  Endpoint endpoint() {
    return target.endpoint();
  }

  /** Begins a reading, or joins the one before it where that is still under way. */
  CompletableFuture<Reading> begin(boolean fresh, long deadline) {
    if (!pending.isDone()) {
      return pending;
    }
    CompletableFuture<Reading> reading = new CompletableFuture<>();
    try {
      sockets.register();
      worker.execute(() -> work(reading, fresh, deadline));
    } catch (RejectedExecutionException e) {
      LOG.debug("read {} after close", target, e);
      return CompletableFuture.completedFuture(closed());
    }
    pending = reading;
    return reading;
  }

  /** Waits for a reading until its deadline. */
  Reading await(CompletableFuture<Reading> reading, long deadline) {
    try {
      return reading.get(
          Math.max(0, deadline + GRACE_NANOS - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      Reading overdue = overdue();
      sockets.abort();
      return overdue;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sockets.abort();
      return unhealthy(
          diagnosis.problem(ProblemCode.OTHER, "interrupted while reading", "read again"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reading of " + target + " never fails", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!worker.isShutdown() && worker.getPoolSize() > 0 && pending.isDone()) {
        // Nobody waits: take leave of the server, whose log would show a broken connection.
        sockets.deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS));
        worker.submit(session::drop).get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      LOG.debug("take leave of {}", target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.close();
    worker.shutdown();
    pending.complete(closed());
  }

  private void work(CompletableFuture<Reading> reading, boolean fresh, long deadline) {
    sockets.deadline(deadline);
    try {
      reading.complete(judge(session.ask(fresh)));
    } catch (SQLException e) {
      LOG.debug("probe {}", target, e);
      reading.complete(closed ? closed() : unhealthy(diagnosis.of(e)));
    } catch (RuntimeException | Error e) {
      // Never hang the reader, whatever the driver does.
      LOG.warn("probe {}", target, e);
      reading.complete(
          unhealthy(
              diagnosis.problem(
                  ProblemCode.OTHER, "the probe itself failed", "the log says how: report it")));
    }
    session.tidy();
  }

  private Reading judge(Session.Answer answer) {
    if (answer.major() < OLDEST_MAJOR) {
      return unhealthy(
          diagnosis.problem(
              ProblemCode.NOT_POSTGRES,
              "PostgreSQL " + answer.version() + " is not supported",
              "upgrade the server to " + OLDEST_MAJOR + " or newer"));
    }
    if (answer.inRecovery()) {
      return unhealthy(diagnosis.of(ProblemCode.IN_RECOVERY));
    }
    if (answer.readOnly()) {
      return unhealthy(diagnosis.of(ProblemCode.READ_ONLY));
    }
    boolean slow = answer.latency().multipliedBy(SLOW_PARTS).compareTo(budget) > 0;
    return new Reading.Healthy(endpoint(), answer.latency(), slow, answer.version());
  }

  private Reading overdue() {
    if (sockets.phase() == DeadlineSockets.Phase.RESOLVING) {
      return unhealthy(
          diagnosis.problem(
              ProblemCode.UNRESOLVABLE,
              "the name service gives no answer for "
                  + target.endpoint().host()
                  + " within "
                  + budget.toMillis()
                  + " ms",
              "check the host in the settings, and the name service"));
    }
    return unhealthy(diagnosis.of(ProblemCode.SILENT));
  }

  private Reading closed() {
    return unhealthy(
        diagnosis.problem(ProblemCode.OTHER, "the probe was closed", "nothing is wrong"));
  }

  private Reading unhealthy(Problem problem) {
    return new Reading.Unhealthy(endpoint(), problem);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "understudy-probe-" + target.endpoint());
    thread.setDaemon(true);
    return thread;
  }
}
