package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a row was called in the course of an outage. A reference is told by the name of the row that
 * it leads to, and a key that was given up and taken again has another name: the reference has not
 * changed for that.
 */
final class Names {
  private final Outage outage;
  private final Map<RowId, Set<String>> of = new TreeMap<>();

  private Names(Outage outage) {
    this.outage = outage;
  }

  static Names of(Outage outage) {
    Names names = new Names(outage);
    List.of(outage.here(), outage.there(), outage.primary())
        .forEach(reading -> reading.rows().forEach(names::add));
    for (Side side : Side.values()) {
      for (Tx tx : outage.transactions(side)) {
        tx.changes().forEach(change -> names.add(change.row(), change.before()));
        tx.changes().forEach(change -> names.add(change.row(), change.after()));
      }
    }
    return names;
  }

  private void add(RowId row, Image image) {
    if (image != null) {
      of.computeIfAbsent(row, any -> new HashSet<>())
          .add("is " + image.value(outage.schema().table(row.table()).nameColumn()));
    }
  }

  /** Whether the primary ends with what is expected, but for names that its references had too. */
  boolean same(RowId row, List<String> expected) {
    Image found = outage.primary().rows().get(row);
    if (found == null || expected == null) {
      return false;
    }
    Table table = outage.schema().table(row.table());
    List<String> seen = new ArrayList<>(found.seen());
    for (Reference reference : table.references()) {
      RowId parent = Reading.parent(table, reference, found.values());
      // A key that both sides knew from the start leads to the same row on both.
      if (parent != null && outage.here().rows().containsKey(parent)) {
        for (String column : reference.columns()) {
          int at = table.index(column);
          if (of.get(parent).contains(expected.get(at))) {
            seen.set(at, expected.get(at));
          }
        }
      }
    }
    return seen.equals(expected);
  }
}
