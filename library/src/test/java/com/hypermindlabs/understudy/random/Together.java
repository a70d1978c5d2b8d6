package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Under the policy hold, what one transaction changed arrives together or is held together. */
record Together(Outage outage, Set<RowId> loose) {
  /**
   * @param loose rows that the ledger may call by another key
   */
  static List<String> violations(Outage outage, Set<RowId> loose) {
    return new Together(outage, loose).violations();
  }

  private List<String> violations() {
    List<String> violations = new ArrayList<>();
    if (writtenDuringRounds()) {
      // What came after a round may be held while what came before it has arrived.
      return violations;
    }
    Set<RowId> held =
        outage.entered().stream()
            .filter(LedgerEntry::held)
            .map(LedgerEntry::row)
            .collect(Collectors.toSet());
    for (Set<RowId> set : sets()) {
      List<RowId> arrived = set.stream().filter(row -> !held.contains(row)).toList();
      if (!arrived.isEmpty() && arrived.size() < set.size()) {
        violations.add(
            "of the rows " + set + ", changed together, only " + arrived + " arrived" + story(set));
      }
    }
    return violations;
  }

  private String story(Set<RowId> set) {
    StringBuilder text = new StringBuilder();
    for (Object event : outage.events()) {
      if (event instanceof Tx tx) {
        List<Change> of = tx.changes().stream().filter(one -> set.contains(one.row())).toList();
        text.append(of.isEmpty() ? "" : "\n    " + tx.side() + " " + tx.xid() + " " + of);
      } else {
        text.append("\n    ").append(event);
      }
    }
    outage.entered().stream()
        .filter(entry -> set.contains(entry.row()))
        .forEach(entry -> text.append("\n    ").append(entry));
    return text.toString();
  }

  private boolean writtenDuringRounds() {
    boolean begun = false;
    for (Object event : outage.events()) {
      begun |= event instanceof Spec.Begin;
      if (begun && event instanceof Tx tx && tx.side() == Side.FALLBACK) {
        return true;
      }
    }
    return false;
  }

  /** The rows that transactions tie together, without those that ended as they began. */
  private List<Set<RowId>> sets() {
    Map<RowId, Set<RowId>> setOf = new HashMap<>();
    for (Tx tx : outage.transactions(Side.FALLBACK)) {
      Set<RowId> joined = new TreeSet<>();
      for (RowId row : tx.touched()) {
        if (outage.schema().table(row.table()).policy() == Policy.HOLD) {
          joined.add(row);
          joined.addAll(setOf.getOrDefault(row, Set.of()));
        }
      }
      joined.forEach(row -> setOf.put(row, joined));
    }
    Map<RowId, List<Change>> changes = outage.changes(Side.FALLBACK);
    return setOf.values().stream()
        .distinct()
        .map(
            set ->
                set.stream()
                    .filter(row -> changes.containsKey(row) && !loose.contains(row))
                    .filter(row -> sent(row, changes.get(row)))
                    .collect(Collectors.toCollection(TreeSet::new)))
        .collect(Collectors.toList());
  }

  private boolean sent(RowId row, List<Change> changes) {
    List<String> last = Outage.byName(row, changes.get(changes.size() - 1).after());
    return !Objects.equals(last, Outage.byName(row, outage.here().rows().get(row)));
  }
}
