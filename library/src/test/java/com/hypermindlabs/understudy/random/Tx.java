package com.hypermindlabs.understudy.random;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A transaction that was committed.
 *
 * @param at its place in the order of events
 * @param xid what its server called it
 * @param changes its net effect, cascades and the like included
 * @param touched rows that it wrote, those under the policy hold that it left as they were included
 */
record Tx(long at, Side side, String xid, List<Change> changes, Set<RowId> touched) {
  Tx {
    changes = List.copyOf(changes);
    touched = Collections.unmodifiableSet(new TreeSet<>(touched));
  }
}
