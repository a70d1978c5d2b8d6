package com.hypermindlabs.understudy.drills.check;

import java.util.List;

/**
 * What is judged.
 *
 * @param ops every operation
 * @param primary the rows at the end
 * @param ledger what is on record
 * @param lost what the primary lost by itself
 */
record Case(List<Op> ops, Tables primary, Ledger ledger, List<Evidence.Lost> lost) {
  /** Whether an acknowledged operation may be gone because the primary itself lost it. */
  boolean excused(Op op) {
    return lost.stream()
        .filter(window -> op.begin() <= window.to())
        .anyMatch(window -> op.onPrimary() ? op.end() > window.from() : window.returned());
  }
}
