package com.hypermindlabs.understudy.drills.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is judged.
 *
 * @param ops every operation
 * @param primary the rows at the end
 * @param ledger what is on record
 * @param lost what the primary lost by itself
 */
record Case(List<Op> ops, Tables primary, Ledger ledger, Evidence.@Nullable Lost lost) {
  /** Whether an acknowledged operation may be gone because the primary itself lost it. */
  boolean excused(Op op) {
    Evidence.Lost window = lost;
    if (window == null || op.begin() > window.to()) {
      return false;
    }
    return op.onPrimary() ? op.end() > window.from() : window.returned();
  }
}
