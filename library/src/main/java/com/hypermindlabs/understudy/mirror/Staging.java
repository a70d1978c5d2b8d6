package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Pins;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of loads to the fallback, into tables for rows on their way.
 *
 * @param primary in the transaction with the cycle's snapshot
 * @param fallback in the transaction that will apply
 * @param log of the primary
 */
record Staging(PrimarySession primary, FallbackSession fallback, ChangeLog log) {
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

  List<Staged> bring(List<Load> loads) throws SQLException {
    if (loads.stream().anyMatch(Load::whole)) {
      fallback.run(Pins.UNHURRIED);
    }
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
    TableSql sql = TableSql.of(load.table());
    String stage = fallback.stage(sql);
    CopyPipe pipe = new CopyPipe(primary.connection(), fallback.connection());
    long rows = 0;
    long bytes = 0;
    int parts = 0;
    try (AskedKeys asked = AskedKeys.of(load, fallback)) {
      // Not left to the planner, as the log grows and shrinks faster than it is analysed.
      boolean many = !load.whole() && load.logged() > FEW;
      if (many) {
        primary.expectManyKeys();
      }
      for (@Nullable String part = first(load, sql, asked);
          part != null;
          part = given(sql, asked)) {
        CopyPipe.Carried carried = pipe.carry(part, sql.copyIntoStage(stage), more -> {});
        rows += carried.rows();
        bytes += carried.bytes();
        parts++;
      }
      if (many) {
        primary.expectFewKeys();
      }
    }
    if (parts > 1) {
      fallback.run(sql.dropDoubles(stage));
    }
    return new Staged(load, sql, stage, rows, bytes);
  }

  private @Nullable String first(Load load, TableSql sql, AskedKeys asked) throws SQLException {
    if (load.whole()) {
      return sql.copyWhole();
    }
    return load.since() == null
        ? given(sql, asked)
        : sql.copyKeys(sql.loggedKeys(log.table(), log.window(load.since()), load.table().oids()));
  }

  private static @Nullable String given(TableSql sql, AskedKeys asked) throws SQLException {
    List<List<String>> keys = asked.next();
    return keys.isEmpty() ? null : sql.copyKeys(sql.givenKeys(keys));
  }
}
