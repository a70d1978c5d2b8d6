package com.hypermindlabs.understudy.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that changes one row in each transaction, so many times a second. Not thread-safe. */
final class SteadyWriter implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement update;
  private final int pace;
  private final int rows;
  private long number;

  /**
   * @param pace transactions a second
   * @param rows that the table has
   */
  SteadyWriter(BenchPrimary primary, int pace, int rows) throws SQLException {
    this.connection = primary.connect();
    this.update = connection.prepareStatement("UPDATE bench SET n = n + 1 WHERE id = ?");
    this.pace = pace;
    this.rows = rows;
  }

  /**
   * What a while of writing came to.
   *
   * @param rate transactions a second
   * @param millis the median of what one took
   */
  record Pace(double rate, double millis) {}

  /** Writes; a transaction that is late is followed by the next one at once. */
  Pace write(int seconds) throws SQLException {
    int count = seconds * pace;
    double[] took = new double[count];
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begun + TimeUnit.SECONDS.toNanos(1) / pace * i;
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      long at = System.nanoTime();
      // A large prime spreads them over the table.
      update.setLong(1, 1 + number++ * 7919 % rows);
      update.executeUpdate();
      took[i] = (System.nanoTime() - at) / 1e6;
    }
    return new Pace(count * 1e9 / (System.nanoTime() - begun), Figures.median(took));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
