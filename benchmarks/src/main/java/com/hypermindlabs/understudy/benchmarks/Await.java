package com.hypermindlabs.understudy.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks a server again and again. */
final class Await {
  private static final Duration POLL = Duration.ofMillis(5);

  private Await() {}

  /** Until the answer is yes; no row is no. */
  static void yes(Statement statement, String question) throws SQLException {
    yes(statement, question, POLL);
  }

  /** The same with another pause between two questions. */
  static void yes(Statement statement, String question, Duration pause) throws SQLException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < BenchLinks.PATIENCE.toNanos()) {
      try (ResultSet row = statement.executeQuery(question)) {
        if (row.next() && row.getBoolean(1)) {
          return;
        }
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    throw new IllegalStateException("never true: " + question);
  }
}
