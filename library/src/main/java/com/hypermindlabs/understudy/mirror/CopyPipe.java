package com.hypermindlabs.understudy.mirror;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * COPY from one server into another, through a buffer: no row becomes an object of its own here.
 *
 * @param source where the rows come from; in a transaction
 * @param target where they go; in a transaction
 */
public record CopyPipe(Connection source, Connection target) {
  private static final int BUFFER = 256 * 1024;

  /** The options of both statements, as text or in binary form. */
  public static String format(boolean binary) {
    return binary ? " (FORMAT binary)" : "";
  }

  /**
   * What went through.
   *
   * @param rows as the target counted them
   * @param bytes as COPY writes them
   */
  public record Carried(long rows, long bytes) {}

  /**
   * Carries the rows of one COPY statement into another one.
   *
   * @param progress is told of further bytes now and then
   * @throws SQLException of the side that failed; the other one's COPY is given up, so that both
   *     connections can be rolled back
   */
  public Carried carry(String copyOut, String copyIn, LongConsumer progress) throws SQLException {
    CopyIn in = copies(target).copyIn(copyIn);
    boolean done = false;
    try {
      CopyOut out = copies(source).copyOut(copyOut);
      try {
        long bytes = pump(out, in, progress);
        long rows = in.endCopy();
        done = true;
        return new Carried(rows, bytes);
      } finally {
        cancel(done ? null : out::cancelCopy, out.isActive());
      }
    } finally {
      cancel(done ? null : in::cancelCopy, in.isActive());
    }
  }

  private static long pump(CopyOut out, CopyIn in, LongConsumer progress) throws SQLException {
    byte[] buffer = new byte[BUFFER];
    int filled = 0;
    long bytes = 0;
    byte @Nullable [] row;
    while ((row = out.readFromCopy()) != null) {
      if (filled + row.length > buffer.length) {
        in.writeToCopy(buffer, 0, filled);
        progress.accept(filled);
        filled = 0;
      }
      if (row.length > buffer.length) {
        in.writeToCopy(row, 0, row.length);
        progress.accept(row.length);
      } else {
        System.arraycopy(row, 0, buffer, filled, row.length);
        filled += row.length;
      }
      bytes += row.length;
    }
    in.writeToCopy(buffer, 0, filled);
    progress.accept(filled);
    return bytes;
  }

  private interface Cancellation {
    void run() throws SQLException;
  }

  /** The failure that led here is the one to report. */
  private static void cancel(@Nullable Cancellation cancellation, boolean active) {
    if (cancellation != null && active) {
      try {
        cancellation.run();
      } catch (SQLException e) {
        return;
      }
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }
}
