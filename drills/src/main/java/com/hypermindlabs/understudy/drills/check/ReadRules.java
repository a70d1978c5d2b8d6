package com.hypermindlabs.understudy.drills.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What reads showed: the bank's sum at any time on any server, but on the primary while a site
 * hands back, since all policies but hold decide row by row and a row that somebody has locked
 * comes with the next round. And of one's own acknowledged writes all that were made on this server
 * in this epoch; on the primary all, since the way back to it brings them.
 */
final class ReadRules {
  private static final String SUM = "4000";

  private final Case judged;
  private final Map<String, Op> byId;
  private final Away away;

  ReadRules(Case judged, Map<String, Op> byId) {
    this.judged = judged;
    this.byId = byId;
    this.away = new Away(judged.ops());
  }

  List<String> violations() {
    List<String> violations = new ArrayList<>();
    for (Op op : judged.ops()) {
      for (Op.Seen seen : op.seen()) {
        if (seen.what().equals("sum")) {
          // No accounts at all: a fallback that took over before its first copy was whole.
          boolean right = seen.value().equals(SUM) || seen.value().equals("null");
          if (!right && !(seen.side().equals("P") && away.during(op))) {
            violations.add("the bank had " + seen.value() + " instead of " + SUM + ": " + op);
          }
        } else if (seen.value().equals("missing")) {
          missing(op, seen, violations);
        }
      }
    }
    return violations;
  }

  private void missing(Op op, Op.Seen seen, List<String> violations) {
    Op written = byId.get(seen.what().substring("message ".length()));
    if (written == null || !written.ok() || judged.excused(written)) {
      return;
    }
    boolean same =
        seen.side().equals("F") && written.onFallback() && written.epoch().equals(seen.epoch());
    if (same || seen.side().equals("P")) {
      violations.add("one's own write is not read back: " + written + " by " + op);
    }
  }
}
