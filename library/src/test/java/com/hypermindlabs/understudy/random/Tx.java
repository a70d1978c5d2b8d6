package com.hypermindlabs.understudy.random;

import java.util.List;

/**
 * A transaction that was committed.
 *
 * @param at its place in the order of events
 * @param xid what its server called it
 * @param changes its net effect, cascades and the like included
 */
record Tx(long at, Side side, String xid, List<Change> changes) {
  Tx {
    changes = List.copyOf(changes);
  }
}
