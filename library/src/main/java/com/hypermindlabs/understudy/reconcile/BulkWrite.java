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
  private final boolean companions;
  // What goes in one round trip.
  private final List<Step> batch = new ArrayList<>();
  private long missing;

  /**
   * Writes nothing yet.
   *
   * @param again whether rows were missing before, which may be there by our own doing
   */
  BulkWrite(Session primary, List<List<WriteSql>> order, Acts acts, boolean again) {
    this.primary = primary;
    this.order = order;
    this.acts = acts;
    this.companions =
        again
            && CompanionSql.possible(
                order.stream().flatMap(List::stream).map(WriteSql::plan).toList());
  }

  /**
   * A statement, and how many rows are missing after it.
   *
   * @param expected how many are to be written
   * @param each how many of them a row that it writes or counts is
   */
  private record Step(String sql, long expected, int each) {
    long missing(long count) {
      return expected - each * count;
    }
  }

  /**
   * Writes, and has every constraint checked.
   *
   * @return false when rows were not written: others have come from elsewhere meanwhile, or the
   *     primary's triggers have a say
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
    add("SET CONSTRAINTS ALL IMMEDIATE", 0, 0);
    send();
  }

  private void add(String statement, long expected, int each) {
    batch.add(new Step(statement, expected, each));
  }

  private void send() throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    List<Long> counts = primary.counts(batch.stream().map(Step::sql).toList());
    for (int i = 0; i < counts.size(); i++) {
      missing += batch.get(i).missing(counts.get(i));
    }
    batch.clear();
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
      add(one(with.stream().map(table -> table.delete("")).toList()), 0, 0);
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
    long renewed = 0;
    for (WriteSql table : group) {
      TablePlan plan = table.plan();
      if (acts.count(plan, "I") > 0) {
        if (companions) {
          add(new CompanionSql(plan).decide(""), 0, 1);
        }
        inserts.add(table.insert(""));
        born += acts.count(plan, "I");
      }
      List<Integer> changed = acts.changed(plan, companions);
      if (!changed.isEmpty()) {
        updates.add(table.update(changed, ""));
        renewed += acts.count(plan, "U");
        if (companions) {
          // Some of those are to be updated now.
          add(table.countUpdates(), -acts.count(plan, "U"), -1);
        }
      }
    }
    if (!inserts.isEmpty()) {
      add(one(inserts), born, 1);
    }
    if (!updates.isEmpty()) {
      add(one(updates), renewed, 1);
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
