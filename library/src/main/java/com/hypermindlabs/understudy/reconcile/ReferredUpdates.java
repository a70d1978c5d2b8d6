package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Keeps updates from unsetting references of rows that another writer made: a foreign key may say
 * so of a value that changes, as others do of a delete.
 */
final class ReferredUpdates {
  private final Session primary;
  private final RoundContext round;

  ReferredUpdates(Session primary, RoundContext round) {
    this.primary = primary;
    this.round = round;
  }

  /**
   * Takes such changes back, or holds their rows. Asks nothing where no unique value changes: only
   * those are referred to.
   *
   * @return whether there were any: what they say to others is to be decided again
   */
  boolean keep(Acts acts) throws SQLException {
    List<TablePlan> changing =
        round.plans().stream().filter(plan -> changesUnique(plan, acts)).toList();
    if (changing.isEmpty()) {
      return false;
    }
    long kept = 0;
    for (Reference reference :
        Reference.read(primary, changing.stream().map(TablePlan::name).toList())) {
      for (TablePlan plan : changing) {
        if (plan.name().equals(reference.key().target()) && reference.unsetByUpdate()) {
          kept += keep(new ReferredUpdateSql(plan, reference, round.plans()));
        }
      }
    }
    return kept > 0;
  }

  private long keep(ReferredUpdateSql sql) throws SQLException {
    if (!sql.possible()) {
      return 0;
    }
    // Until then another writer may refer to them.
    primary.later(sql.lock());
    return primary.update(sql.keep());
  }

  private static boolean changesUnique(TablePlan plan, Acts acts) {
    List<String> unique = plan.primary().uniques().stream().flatMap(Collection::stream).toList();
    return acts.changed(plan, false).stream().anyMatch(i -> unique.contains(plan.column(i).name()));
  }
}
