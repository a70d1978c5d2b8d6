package com.hypermindlabs.understudy.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures that come in one by one, subject by subject, until all are there. Not thread-safe. */
final class Gathered {
  private final Map<Measure, Map<String, List<Double>>> figures = new LinkedHashMap<>();

  void add(Measure measure, String subject, double value) {
    figures
        .computeIfAbsent(measure, ignored -> new LinkedHashMap<>())
        .computeIfAbsent(subject, ignored -> new ArrayList<>())
        .add(value);
  }

  /** The median of what has come in. */
  double median(Measure measure, String subject) {
    Map<String, List<Double>> subjects = figures.getOrDefault(measure, Map.of());
    return Figures.median(array(subjects.getOrDefault(subject, List.of())));
  }

  /** Hands over all of it. */
  void into(Results results) {
    figures.forEach(
        (measure, subjects) ->
            subjects.forEach((subject, values) -> results.add(measure, subject, array(values))));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
