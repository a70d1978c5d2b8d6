package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Scripts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Gives the fallback's sequences their own bounds for a migration, which may set one, begin it
 * elsewhere or draw more than a block has, as it does on the primary. Afterwards they go on in
 * their blocks, behind what is used. After a crash in between, the next migration, cycle or opening
 * of the gate binds them again.
 */
public final class LiftedBlocks {
  static final String INSTALL = Scripts.read(LiftedBlocks.class, "sequence-blocks.sql");

  private static final Duration LOCKS = Duration.ofSeconds(10);

  private LiftedBlocks() {}

  /** What is done meanwhile. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * Does something while no sequence is bound to a block. Several processes may; the last to end
   * binds.
   *
   * @param fallback connections as the owner of its tables; the gate is installed there
   * @throws Exception of the work; or SQLException when the sequences cannot be lifted or bound
   */
  public static void during(Link fallback, Work work) throws Exception {
    try (Connection connection = fallback.open()) {
      connection.setAutoCommit(false);
      transaction(connection, INSTALL + "; SELECT understudy.lift_blocks()");
      try {
        work.run();
      } catch (Exception e) {
        try {
          bind(connection);
        } catch (SQLException unbound) {
          e.addSuppressed(unbound);
        }
        throw e;
      }
      bind(connection);
    }
  }

  private static void bind(Connection connection) throws SQLException {
    transaction(
        connection,
        "SELECT pg_advisory_unlock_shared(hashtext('understudy.migrate'));"
            + " SELECT understudy.bind_blocks(false)");
  }

  private static void transaction(Connection connection, String statements) throws SQLException {
    Pins.set(connection, LOCKS);
    try (Statement statement = connection.createStatement()) {
      statement.execute(Pins.changing());
      statement.execute(statements);
    }
    connection.commit();
  }
}
