package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer on the primary that refers to a row while a round takes it away: begun at one step, and
 * committed once the round waits for it.
 */
final class OpenWrite {
  private static final String CHILD = "00000000-0000-0000-0000-000000000001";
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Scene scene;
  private Thread committing;
  private boolean begun;

  OpenWrite(Scene scene) {
    this.scene = scene;
  }

  /** Inserts without committing; does nothing where the row referred to is locked. */
  void begin() throws SQLException {
    Connection connection = scene.servers().primaryOther().connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '50ms'");
      statement.execute("INSERT INTO child VALUES ('" + CHILD + "', 'open', 3)");
    } catch (SQLException e) {
      connection.close();
      return;
    }
    begun = true;
    // Looks already when the round comes: it waits for a lock for no more than 50 ms.
    int pid = pid(connection);
    Connection watching = scene.servers().primaryOwner().server().maintenance().connect();
    waitedFor(watching, pid);
    committing = new Thread(() -> commitWhenWaitedFor(connection, watching, pid), "open-write");
    committing.start();
  }

  private static void commitWhenWaitedFor(Connection connection, Connection watching, int pid) {
    try (connection;
        watching) {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (!waitedFor(watching, pid) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(500_000);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("commit the open write", e);
    }
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static boolean waitedFor(Connection watching, int pid) throws SQLException {
    try (Statement statement = watching.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "
                    + pid
                    + " = ANY(pg_blocking_pids(pid)))")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  void end() throws InterruptedException {
    if (committing != null) {
      committing.join();
    }
  }

  boolean begun() {
    return begun;
  }

  /** What is wrong in the end: a row that was committed and is not there. */
  List<String> missing() throws SQLException {
    RowId child = new RowId("child", List.of(CHILD));
    return begun && !scene.primary().read().rows().containsKey(child)
        ? List.of("another writer's row was deleted with its parent")
        : List.of();
  }
}
