package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a whole round, a few statements a table: what nothing refers to is deleted first, so that
 * its unique values are free; then what is new or changed, parents first; then the other deletes,
 * children first, each only if nothing refers to it any more.
 */
final class BulkWrite {
  private final Session primary;
  private final List<List<WriteSql>> order;
  private final Acts acts;

  BulkWrite(Session primary, List<List<WriteSql>> order, Acts acts) {
    this.primary = primary;
    this.order = order;
    this.acts = acts;
  }

  /**
   * Writes, and has every constraint checked.
   *
   * @return false when a row that was to be inserted has come from elsewhere meanwhile
   */
  boolean run() throws SQLException {
    primary.run("SET CONSTRAINTS ALL DEFERRED");
    deletes(true);
    boolean complete = true;
    for (List<WriteSql> group : order) {
      complete &= writes(group);
    }
    deletes(false);
    primary.run("SET CONSTRAINTS ALL IMMEDIATE");
    return complete;
  }

  /** What was to go and nothing refers to any more. */
  void deletes(boolean early) throws SQLException {
    List<List<WriteSql>> childrenFirst = new ArrayList<>(order);
    Collections.reverse(childrenFirst);
    for (List<WriteSql> group : childrenFirst) {
      List<WriteSql> with =
          group.stream().filter(table -> acts.count(table.plan(), "D") > 0).toList();
      boolean circle = circular(group);
      if (with.isEmpty() || (early && circle)) {
        continue;
      }
      if (circle) {
        keepReferred(with);
      }
      count(with.stream().map(table -> table.delete("")).toList());
    }
  }

  /** Whether rows of a group of tables may refer to each other in any order. */
  static boolean circular(List<WriteSql> group) {
    return group.size() > 1 || group.get(0).references().stream().anyMatch(Reference::toItself);
  }

  private void keepReferred(List<WriteSql> group) throws SQLException {
    long kept;
    do {
      kept = 0;
      for (WriteSql table : group) {
        kept += primary.update(table.keepReferred(""));
      }
    } while (kept > 0);
  }

  private boolean writes(List<WriteSql> group) throws SQLException {
    List<String> inserts = new ArrayList<>();
    List<String> updates = new ArrayList<>();
    long expected = 0;
    for (WriteSql table : group) {
      long born = acts.count(table.plan(), "I");
      if (born > 0) {
        inserts.add(table.insert(""));
        expected += born;
      }
      List<Integer> changed = acts.changed(table.plan());
      if (!changed.isEmpty()) {
        updates.add(table.update(changed, ""));
      }
    }
    long inserted = count(inserts);
    count(updates);
    return inserted == expected;
  }

  private long count(List<String> writes) throws SQLException {
    return switch (writes.size()) {
      case 0 -> 0;
      case 1 -> primary.update(writes.get(0));
      default -> primary.list(together(writes, ""), row -> row.getLong(1)).get(0);
    };
  }

  /**
   * Several writes as one query that counts their rows: foreign keys are checked at the end of a
   * statement, so that rows of several tables may refer to each other in a circle.
   */
  static String together(List<String> writes, String into) {
    List<String> parts = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      parts.add("w" + i + " AS (" + writes.get(i) + " RETURNING 1)");
      counts.add("(SELECT count(*) FROM w" + i + ")");
    }
    return parts.stream().collect(Collectors.joining(", ", "WITH ", " SELECT "))
        + String.join(" + ", counts)
        + into;
  }
}
