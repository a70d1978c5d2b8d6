package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that was seen of one outage, from the moment the gate opened until both sides were quiet
 * again.
 *
 * @param schema the tables
 * @param here the fallback when the gate had opened
 * @param there the primary at that moment
 * @param events writes and rounds, in order
 * @param primary the primary in the end
 * @param fallback the fallback in the end, after one more mirror cycle
 * @param ledger what the ledger then said
 * @param before what it had said before
 */
record Outage(
    Schema schema,
    Reading here,
    Reading there,
    List<Object> events,
    Reading primary,
    Reading fallback,
    List<LedgerEntry> ledger,
    List<LedgerEntry> before) {
  Outage {
    events = List.copyOf(events);
    ledger = List.copyOf(ledger);
    before = List.copyOf(before);
  }

  List<Tx> transactions(Side side) {
    List<Tx> transactions = new ArrayList<>();
    for (Object event : events) {
      if (event instanceof Tx tx && tx.side() == side) {
        transactions.add(tx);
      }
    }
    return transactions;
  }

  /** What this outage has brought into the ledger. */
  List<LedgerEntry> entered() {
    Set<Long> known = before.stream().map(LedgerEntry::id).collect(Collectors.toSet());
    return ledger.stream().filter(entry -> !known.contains(entry.id())).toList();
  }

  /** What earlier outages had left in it for a person, and is not there any more as it was. */
  List<LedgerEntry> displaced() {
    return before.stream().filter(entry -> !ledger.contains(entry)).toList();
  }

  /** All of it, for whoever looks for the reason of a violation. */
  String story() {
    StringBuilder story = new StringBuilder();
    schema.definition().forEach(sql -> story.append(sql).append('\n'));
    story.append(schema.policies()).append(' ').append(schema.naturalKeys());
    here.rows()
        .forEach((row, image) -> story.append("\nhere ").append(row).append(' ').append(image));
    there.changesTo(here).forEach(change -> story.append("\nthere -> here ").append(change));
    before.forEach(entry -> story.append("\nbefore ").append(entry));
    events.forEach(event -> story.append('\n').append(event));
    ledger.forEach(entry -> story.append('\n').append(entry));
    return story.toString();
  }

  /** Each row's writes of one side, in order. */
  Map<RowId, List<Change>> changes(Side side) {
    Map<RowId, List<Change>> changes = new TreeMap<>();
    for (Tx tx : transactions(side)) {
      for (Change change : tx.changes()) {
        changes.computeIfAbsent(change.row(), row -> new ArrayList<>()).add(change);
      }
    }
    return changes;
  }

  /** A way to tell a row, so that it can be compared with what the other side has. */
  interface View {
    /** Null for no row. */
    List<String> of(RowId row, Image image);
  }

  /** What one row went through. */
  List<Spec.Event> eventsOf(RowId row, View view) {
    List<Spec.Event> of = new ArrayList<>();
    for (Object event : events) {
      if (event instanceof Spec.Event round) {
        of.add(round);
      } else if (event instanceof Tx tx) {
        for (Change change : tx.changes()) {
          if (change.row().equals(row)) {
            of.add(
                new Spec.Write(
                    tx.side(), view.of(row, change.before()), view.of(row, change.after())));
          }
        }
      }
    }
    return of;
  }

  /**
   * References told by the name of the row that they lead to: the key of a row that was born here
   * may be another one there.
   */
  static List<String> byName(RowId row, Image image) {
    return image == null ? null : image.seen();
  }

  /**
   * References told by the key where the fallback began with it: it is the same row's on both
   * sides, though that be deleted and made anew, and so get another name.
   */
  List<String> byKey(RowId row, Image image) {
    if (image == null) {
      return null;
    }
    Table table = schema.table(row.table());
    List<String> seen = new ArrayList<>(image.seen());
    for (Reference reference : table.references()) {
      RowId parent = Reading.parent(table, reference, image.values());
      if (parent != null && here.rows().containsKey(parent)) {
        // As one: the columns of a reference change together.
        reference.columns().forEach(column -> seen.set(table.index(column), parent.toString()));
      }
    }
    return seen;
  }
}
