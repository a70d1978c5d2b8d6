package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stood in the references of a row of the stage, {@code s}, before the first of them was
 * rewritten: {@code f_s} has it of ours and {@code f_o} of the base, from then on. References may
 * share columns, and each is looked up by what the fallback has there.
 *
 * @param plan of the table
 * @param keys the foreign keys that are rewritten
 */
record Origins(TablePlan plan, List<ForeignKey> keys) {
  Origins {
    keys = List.copyOf(keys);
  }

  private List<Integer> positions() {
    return keys.stream()
        .flatMap(key -> key.columns().stream())
        .map(plan::position)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Keeps them, as part of an update that rewrites some; begins with a comma.
   *
   * @param image {@code s} or {@code o}
   */
  String kept(String image) {
    return positions().isEmpty()
        ? ""
        : positions().stream()
            .map(i -> "s." + image + i + "::text")
            .collect(
                Collectors.joining(
                    ", ", ", f_" + image + " = coalesce(s.f_" + image + ", ARRAY[", "])"));
  }

  /** Those at some positions, as one array. */
  String at(String image, List<Integer> places) {
    return places.stream()
        .map(
            i ->
                "CASE WHEN s.f_"
                    + image
                    + " IS NULL THEN s."
                    + image
                    + i
                    + "::text ELSE s.f_"
                    + image
                    + "["
                    + (positions().indexOf(i) + 1)
                    + "] END")
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }
}
