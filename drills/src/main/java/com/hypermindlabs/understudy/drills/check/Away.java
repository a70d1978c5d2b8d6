package com.hypermindlabs.understudy.drills.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When some site was on its fallback, or handed back from there: from each operation there to the
 * site's next one on the primary. Pure.
 */
final class Away {
  /** Ends with an operation on the primary; null when none came. */
  private record Span(long from, @Nullable Op back) {
    boolean meets(Op op) {
      return from <= op.end() && (back == null || (back != op && op.begin() <= back.end()));
    }
  }

  private final List<Span> spans = new ArrayList<>();

  Away(List<Op> ops) {
    Map<String, List<Op>> bySite =
        ops.stream()
            .filter(op -> op.origin().startsWith("site"))
            .collect(Collectors.groupingBy(op -> op.origin().replaceAll("m\\d+$", "")));
    bySite.values().forEach(this::add);
  }

  private void add(List<Op> ofOneSite) {
    List<Op> ordered = ofOneSite.stream().sorted(Comparator.comparingLong(Op::begin)).toList();
    for (Op op : ordered) {
      if (op.onFallback()) {
        spans.add(new Span(op.begin(), back(ordered, op)));
      }
    }
  }

  private static @Nullable Op back(List<Op> ordered, Op away) {
    for (Op op : ordered) {
      if (op.onPrimary() && op.begin() > away.end()) {
        return op;
      }
    }
    return null;
  }

  /** Whether any site was while an operation was under way. */
  boolean during(Op op) {
    return spans.stream().anyMatch(span -> span.meets(op));
  }
}
