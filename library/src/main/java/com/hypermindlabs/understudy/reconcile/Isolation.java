package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a round that the primary refuses the smallest sets of rows that are at fault, and writes
 * the rest. Not thread-safe; for one attempt at a round.
 */
final class Isolation {
  private static final Duration HARDLY = Duration.ofMillis(1);

  private final Session primary;
  private final RoundContext round;
  private final boolean skip;

  /**
   * Does nothing yet.
   *
   * @param skip whether what others have locked is left for the next round
   */
  Isolation(Session primary, RoundContext round, boolean skip) {
    this.primary = primary;
    this.round = round;
    this.skip = skip;
  }

  /**
   * Writes what can be written; of the rest, act says that it is held, and why, or skipped: what a
   * row that is not written now is in the way of is no fault of its own.
   *
   * @param company whether there are such rows already
   * @return whether the rest is skipped
   */
  boolean run(boolean company) throws SQLException {
    if (skip) {
      // What is locked is for the next round, and not to be waited for once a row.
      primary.waitAtMost(HARDLY);
    }
    List<Reference> references = round.references(primary);
    List<List<WriteSql>> order = round.writes(references);
    primary.run(new IsolationSql(order, Acts.none(), List.of()).todo());
    List<UniqueIndex> indexes = handovers(order.stream().flatMap(List::stream).toList());
    needs();
    suspects(indexes);
    IsolationSql sql = new IsolationSql(order, Acts.read(primary, round.plans()), indexes);
    primary.run(sql.run(skip));
    primary.run(sql.forgetKept());
    boolean skipped = company || (skip && primary.asked(List.of(IsolationSql.anyLocked())).get(0));
    for (TablePlan plan : round.plans()) {
      primary.update(IsolationSql.note(plan, skipped ? "S" : "H"));
    }
    return skipped;
  }

  /** Those of whose values some are handed over. */
  private List<UniqueIndex> handovers(List<WriteSql> tables) throws SQLException {
    primary.run(HandoverSql.create());
    List<UniqueIndex> used = new ArrayList<>();
    for (UniqueIndex index : UniqueIndex.read(primary, tables)) {
      HandoverSql sql = new HandoverSql(index);
      // An expression of the index may fail for a row: the server says so when it is written.
      if (primary.counted(() -> primary.update(sql.find())).orElse(0) > 0) {
        used.add(index);
        primary.run(sql.rewriteParked());
      }
    }
    primary.run("ANALYZE " + HandoverSql.TABLE);
    return used;
  }

  private void needs() throws SQLException {
    primary.run(NeedSql.create());
    primary.update(NeedSql.ofValues());
    for (TablePlan plan : round.plans()) {
      for (ForeignKey key : plan.primary().foreignKeys()) {
        @Nullable TablePlan target = round.plan(key.target());
        if (target != null && round.plans().contains(target)) {
          NeedSql sql = new NeedSql(plan, key, target);
          if (sql.known()) {
            primary.update(sql.ofReferences());
            primary.update(sql.ofDeletes());
          }
        }
      }
    }
    primary.run(
        "CREATE INDEX ON pg_temp.understudy_need (of); CREATE INDEX ON pg_temp.understudy_need"
            + " (needs); ANALYZE pg_temp.understudy_need; ANALYZE pg_temp.understudy_todo");
  }

  /** Where looking fails, all are tried alike. */
  private void suspects(List<UniqueIndex> indexes) throws SQLException {
    primary.attempt(
        () -> {
          for (TablePlan plan : round.plans()) {
            for (String statement : new SuspectSql(round, plan).all(primary, indexes)) {
              primary.update(statement);
            }
          }
          primary.update(SuspectSql.spread());
        });
  }
}
