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
   * Writes.
   *
   * @return false when a row that was to be inserted has come from elsewhere meanwhile
   */
  boolean run() throws SQLException {
    primary.run("SET CONSTRAINTS ALL DEFERRED");
    long deleted = deletes(true);
    boolean inserted = true;
    for (List<WriteSql> group : order) {
      inserted &= writes(group);
    }
    deletes(false);
    primary.run("SET CONSTRAINTS ALL IMMEDIATE");
    return inserted && deleted >= 0;
  }

  private long deletes(boolean early) throws SQLException {
    long deleted = 0;
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
      deleted += together(with.stream().map(table -> table.delete("")).toList());
    }
    return deleted;
  }

  static boolean circular(List<WriteSql> group) {
    return group.size() > 1 || group.get(0).references().stream().anyMatch(Reference::toItself);
  }

  private void keepReferred(List<WriteSql> group) throws SQLException {
    long kept;
    do {
      kept = 0;
      for (WriteSql table : group) {
        kept += primary.update(table.keepReferred());
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
    if (group.size() == 1) {
      long inserted = together(inserts);
      together(updates);
      return inserted == expected;
    }
    // Foreign keys are checked at the end of a statement: a circle needs one for all.
    long inserted = together(inserts);
    together(updates);
    return inserted == expected;
  }

  /** Runs several writes as one statement, and counts the rows. */
  private long together(List<String> writes) throws SQLException {
    if (writes.isEmpty()) {
      return 0;
    }
    if (writes.size() == 1) {
      return primary.update(writes.get(0));
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      parts.add("w" + i + " AS (" + writes.get(i) + " RETURNING 1)");
    }
    String sum =
        parts.stream()
            .map(part -> "(SELECT count(*) FROM " + part.substring(0, part.indexOf(' ')) + ")")
            .collect(Collectors.joining(" + "));
    return primary
        .list("WITH " + String.join(", ", parts) + " SELECT " + sum, row -> row.getLong(1))
        .get(0);
  }
}
