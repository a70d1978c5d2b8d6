package com.hypermindlabs.understudy.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a transaction and repeats it when that is safe: a connection that broke before the
 * commit was sent, a serialization failure, a deadlock, a server or route that turned away before
 * it took anything. A commit whose outcome is unknown is never repeated. Thread-safe.
 */
public final class Transactions {
  /** Rolled back by the server, nothing kept: 25006 is what a session with an old route is told. */
  private static final Set<String> REPEATABLE = Set.of("40001", "40P01", "25006", "08006");

  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private final DataSource source;

  /** On any data source. */
  public Transactions(DataSource source) {
    this.source = source;
  }

  /**
   * What is done in a transaction. It may run several times, so it must not change anything outside
   * the database.
   */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    /** Does it; whatever it throws rolls the transaction back. */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs the work and commits.
   *
   * @return what the work returned in the attempt that was committed
   * @throws CommitUnknownException when the outcome of the commit is unknown
   * @throws SQLException what the last attempt threw
   */
  public <T extends @Nullable Object> T run(Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !REPEATABLE.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  private <T extends @Nullable Object> T attempt(Work<T> work) throws SQLException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.on(connection);
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
      connection.commit();
      return result;
    } finally {
      // A pool sends something here, as to set the isolation back. By now it is decided what became
      // of the transaction, and that this fails changes nothing about it.
      Lane.giveBack(connection);
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Grows with the attempts; random, so that two that collided do not meet again. */
  private static void pause(int attempt) {
    long most = FIRST_PAUSE.toNanos() << attempt;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 2, most));
  }
}
