package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.List;

/** What happened since the gate opened, in order. Thread-safe. */
final class Log {
  private final List<Object> events = new ArrayList<>();
  private long next;

  synchronized Tx committed(Side side, String xid, List<Change> changes) {
    Tx tx = new Tx(next++, side, xid, changes);
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
