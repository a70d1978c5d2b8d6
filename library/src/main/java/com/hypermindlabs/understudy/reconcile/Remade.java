package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.List;

/**
 * Rows that came and went on the fallback, and that a trigger of the primary's makes beside others
 * which have stayed.
 *
 * @param primary the session of the round
 * @param order the tables of the round
 * @param acts what was done with its rows
 */
record Remade(Session primary, List<List<WriteSql>> order, Acts acts) {
  Remade {
    order = List.copyOf(order);
  }

  /** Deletes them, as they were deleted here; what refuses it is noted. */
  void delete() throws SQLException {
    for (List<WriteSql> group : order) {
      for (WriteSql table : group) {
        if (acts.count(table.plan(), "X") > 0) {
          primary.attempt(() -> primary.run(table.deleteRemade()));
          primary.later(table.noteRemade());
        }
      }
    }
  }
}
