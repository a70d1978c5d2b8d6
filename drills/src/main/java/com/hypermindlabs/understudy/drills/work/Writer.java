package com.hypermindlabs.understudy.drills.work;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the application: one operation after the other, everything it does and hears in the
 * history. Rests until told to work.
 */
public final class Writer implements Runnable {
  private static final int REMEMBERED = 5;
  private static final long BREATH_NANOS = 8_000_000;
  private static final String UNKNOWN = "08007";

  private final String name;
  private final DataSource source;
  private final int primaryPort;
  private final boolean routed;
  private final Random random;
  private final History history;

  /** Messages that were acknowledged, to be looked for. */
  private final Deque<String> acknowledged = new ArrayDeque<>();

  private volatile boolean working;
  private volatile boolean resting = true;
  private volatile boolean over;

  /**
   * @param name unique in the schedule
   * @param primaryPort what the primary says its port is: every other server is a fallback
   * @param routed whether the source tells an unknown outcome from a failure
   */
  public Writer(
      String name, DataSource source, int primaryPort, boolean routed, long seed, History history) {
    this.name = name;
    this.source = source;
    this.primaryPort = primaryPort;
    this.routed = routed;
    this.random = new Random(seed);
    this.history = history;
  }

  /** Starts or stops working; what was begun is brought to its end. */
  public void work(boolean wanted) {
    working = wanted;
  }

  /** Whether nothing is under way. */
  public boolean resting() {
    return resting;
  }

  /** Lets the thread end. */
  public void end() {
    over = true;
    working = false;
  }

  @Override
  public void run() {
    for (int number = 1; !over; number++) {
      resting = !working;
      if (!working) {
        LockSupport.parkNanos(BREATH_NANOS);
        number--;
        continue;
      }
      resting = false;
      operate(name + "-" + number, Operation.any(random));
      LockSupport.parkNanos(BREATH_NANOS / 2 + random.nextInt((int) BREATH_NANOS * 2));
    }
    resting = true;
  }

  private void operate(String id, Operation operation) {
    history.add(
        id, "begin", operation.name().toLowerCase(Locale.ROOT), Long.toString(System.nanoTime()));
    for (int attempt = 1; ; attempt++) {
      Attempt made = attempt(id, operation);
      boolean done = made.outcome().equals("ok") || made.outcome().equals("none");
      if (done || attempt >= operation.attempts()) {
        history.add(
            id,
            "end",
            made.outcome(),
            made.state(),
            Long.toString(System.nanoTime()),
            made.message());
        if (done && operation == Operation.CHAT) {
          remember(id);
        }
        return;
      }
      if (made.outcome().equals("unknown")) {
        history.add(id, "doubt", made.state());
      }
      LockSupport.parkNanos(BREATH_NANOS);
    }
  }

  /** What came of it: ok, none when there was nothing to do, fail, unknown. */
  private record Attempt(String outcome, String state, String message) {}

  private Attempt attempt(String id, Operation operation) {
    boolean committing = false;
    boolean committed = false;
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      Work work = new Work(connection, history, id, random);
      begin(work, connection);
      boolean done = operation.run(work);
      if (operation == Operation.AUDIT) {
        lookForOwn(work);
      }
      if (!done) {
        connection.rollback();
        return new Attempt("none", "", "");
      }
      committing = true;
      connection.commit();
      committed = true;
      return new Attempt("ok", "", "");
    } catch (SQLException e) {
      if (committed) {
        return new Attempt("ok", "", "");
      }
      @Nullable String state = e.getSQLState();
      String code = state == null ? "none" : state;
      boolean unknown = routed ? code.equals(UNKNOWN) : committing && broken(code);
      return new Attempt(
          unknown ? "unknown" : "fail", code, String.valueOf(e.getMessage()).replace('\t', ' '));
    }
  }

  private static boolean broken(String state) {
    return state.equals("none") || state.startsWith("08") || state.startsWith("57");
  }

  private void begin(Work work, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '1s'");
    }
    String port = work.one("SELECT current_setting('port')");
    boolean there = Integer.toString(primaryPort).equals(port);
    String epoch = there ? "-" : String.valueOf(work.one("SELECT public.drill_epoch()"));
    work.note("on", there ? "P" : "F", epoch);
  }

  private void remember(String id) {
    acknowledged.addLast(id);
    if (acknowledged.size() > REMEMBERED) {
      acknowledged.removeFirst();
    }
  }

  private void lookForOwn(Work work) throws SQLException {
    for (String own : List.copyOf(acknowledged)) {
      boolean there = work.one("SELECT id FROM message WHERE id = ?", own) != null;
      work.note("saw", "message " + own, there ? "there" : "missing");
    }
  }
}
