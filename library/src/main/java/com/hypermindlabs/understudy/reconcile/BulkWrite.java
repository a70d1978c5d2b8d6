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
  // What goes in one round trip, and what is expected of each.
  private final List<String> batch = new ArrayList<>();
  private final List<Long> expected = new ArrayList<>();
  private long missing;

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
    primary.later("SET CONSTRAINTS ALL DEFERRED");
    deletes(true);
    for (List<WriteSql> group : order) {
      writes(group);
    }
    finish();
    return missing == 0;
  }

  /** Deletes what had to wait, and has every constraint checked. */
  void rest() throws SQLException {
    primary.later("SET CONSTRAINTS ALL DEFERRED");
    finish();
  }

  private void finish() throws SQLException {
    deletes(false);
    add("SET CONSTRAINTS ALL IMMEDIATE", 0);
    send();
  }

  /** Of an insert, how many rows it is to write; of all others none. */
  private void add(String statement, long inserts) {
    batch.add(statement);
    expected.add(inserts);
  }

  private void send() throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    List<Long> counts = primary.counts(batch);
    for (int i = 0; i < counts.size(); i++) {
      if (expected.get(i) > 0) {
        missing += expected.get(i) - counts.get(i);
      }
    }
    batch.clear();
    expected.clear();
  }

  /** What was to go and nothing refers to any more. */
  private void deletes(boolean early) throws SQLException {
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
        send();
        keepReferred(with);
      }
      add(one(with.stream().map(table -> table.delete("")).toList()), 0);
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

  private void writes(List<WriteSql> group) {
    List<String> inserts = new ArrayList<>();
    List<String> updates = new ArrayList<>();
    long born = 0;
    for (WriteSql table : group) {
      long of = acts.count(table.plan(), "I");
      if (of > 0) {
        inserts.add(table.insert(""));
        born += of;
      }
      List<Integer> changed = acts.changed(table.plan());
      if (!changed.isEmpty()) {
        updates.add(table.update(changed, ""));
      }
    }
    if (!inserts.isEmpty()) {
      add(one(inserts), born);
    }
    if (!updates.isEmpty()) {
      add(one(updates), 0);
    }
  }

  private static String one(List<String> writes) {
    return writes.size() == 1 ? writes.get(0) : together(writes, "");
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
