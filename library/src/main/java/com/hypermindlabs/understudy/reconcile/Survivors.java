package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows of a round that were to go and are still there when it is written: something refers to them,
 * or the primary has not taken the delete.
 *
 * @param primary the session of the round
 * @param round that is written
 * @param tables that rows are to be deleted from, parents first
 */
record Survivors(Session primary, RoundContext round, List<WriteSql> tables) {
  Survivors {
    tables = List.copyOf(tables);
  }

  static Survivors of(Session primary, RoundContext round, List<List<WriteSql>> order, Acts acts) {
    List<WriteSql> tables =
        order.stream()
            .flatMap(List::stream)
            .filter(table -> acts.count(table.plan(), "D") > 0)
            .toList();
    return new Survivors(primary, round, tables);
  }

  /** Whether there are some whose transactions are held whole. */
  boolean underHold() throws SQLException {
    for (WriteSql table : tables) {
      if (table.holds() && !primary.list(table.survivors(""), row -> 1).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Leaves them all to the next round. */
  void skip() {
    tables.forEach(table -> primary.later(table.skipSurvivors()));
  }

  /**
   * Says what becomes of them.
   *
   * @param company whether rows of the round are skipped or held, which may refer to them
   */
  void note(boolean company) throws SQLException {
    tables.forEach(table -> primary.later(table.noteSurvivors()));
    if (company && !tables.isEmpty()) {
      List<WriteSql> childrenFirst = new ArrayList<>(tables);
      Collections.reverse(childrenFirst);
      long followed;
      do {
        List<Long> counts =
            primary.counts(
                childrenFirst.stream().map(table -> table.followReferrers(round.plans())).toList());
        followed = counts.stream().mapToLong(Long::longValue).sum();
      } while (followed > 0);
    }
  }
}
