package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What happened since the gate opened, in order. Thread-safe. */
final class Log {
  private final List<Object> events = new ArrayList<>();
  private long next;

  /**
   * @param left rows that it wrote and left as they were
   */
  synchronized Tx committed(Side side, String xid, List<Change> changes, Set<RowId> left) {
    Set<RowId> touched = new TreeSet<>(left);
    changes.forEach(change -> touched.add(change.row()));
    Tx tx = new Tx(next++, side, xid, changes, touched);
    events.add(tx);
    return tx;
  }

  synchronized void round(Spec.Event event) {
    events.add(event);
  }

  /** Begins anew, as when the gate opens. */
  synchronized void clear() {
    events.clear();
  }

  synchronized List<Object> events() {
    return List.copyOf(events);
  }
}
