package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the rows of loads to the fallback, into tables for rows on their way.
 *
 * @param primary in the transaction with the cycle's snapshot
 * @param fallback in the transaction that will apply
 * @param log of the primary
 */
record Staging(PrimarySession primary, FallbackSession fallback, ChangeLog log) {
  private static final int KEYS_A_STATEMENT = 5000;
  private static final long FEW = 50_000;

  /**
   * A load whose rows have arrived.
   *
   * @param load that was brought
   * @param sql its statements
   * @param stage where the rows are
   * @param rows how many
   * @param bytes how many
   */
  record Staged(Load load, TableSql sql, String stage, long rows, long bytes) {}

  List<Staged> bring(List<Load> loads) throws MirrorException {
    List<Staged> staged = new ArrayList<>();
    for (Load load : loads) {
      try {
        staged.add(bring(load));
      } catch (SQLException e) {
        throw Failures.of("bring the rows", load.table().name(), e);
      }
    }
    return staged;
  }

  private Staged bring(Load load) throws SQLException {
    TableShape shape = load.table().primary();
    TableSql sql = new TableSql(shape);
    String stage = fallback.stage(sql, load.table().fallback());
    CopyPipe pipe = new CopyPipe(primary.connection(), fallback.connection());
    List<String> statements = statements(load, sql);
    // Not left to the planner, as the log grows and shrinks faster than it is analysed.
    boolean many = !load.whole() && load.logged() > FEW;
    if (many) {
      primary.expectManyKeys();
    }
    long rows = 0;
    long bytes = 0;
    for (String statement : statements) {
      CopyPipe.Carried carried = pipe.carry(statement, sql.copyIntoStage(stage), more -> {});
      rows += carried.rows();
      bytes += carried.bytes();
    }
    if (many) {
      primary.expectFewKeys();
    }
    if (statements.size() > 1) {
      fallback.run(sql.dropDoubles(stage));
    }
    return new Staged(load, sql, stage, rows, bytes);
  }

  private List<String> statements(Load load, TableSql sql) {
    if (load.whole()) {
      return List.of(sql.copyWhole());
    }
    List<String> statements = new ArrayList<>();
    if (load.since() != null) {
      statements.add(
          sql.copyKeys(sql.loggedKeys(log.table(), log.window(load.since()), load.table().oids())));
    }
    List<List<String>> asked = load.asked();
    for (int from = 0; from < asked.size(); from += KEYS_A_STATEMENT) {
      int to = Math.min(from + KEYS_A_STATEMENT, asked.size());
      statements.add(sql.copyKeys(sql.givenKeys(asked.subList(from, to))));
    }
    return statements;
  }
}
