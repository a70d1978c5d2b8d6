package com.hypermindlabs.understudy.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of one benchmark, in the order in which they were measured. Not thread-safe. */
final class Results {
  /** The subject that is ours. */
  static final String OURS = "Understudy";

  private final Map<Measure, Map<String, Values>> figures = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * What one subject came to.
   *
   * @param values in the measure's unit; empty where it never came back
   * @param remark what a reader has to know of it
   */
  record Values(List<Double> values, @Nullable String remark) {
    static Values of(double[] values, @Nullable String remark) {
      return new Values(Arrays.stream(values).boxed().toList(), remark);
    }

    double[] array() {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Adds what one subject came to. */
  void add(Measure measure, String subject, double... values) {
    put(measure, subject, Values.of(values, null));
  }

  /** As the other, with what a reader has to know of it. */
  void remark(Measure measure, String subject, String remark, double... values) {
    put(measure, subject, Values.of(values, remark));
  }

  /** Adds a sentence that belongs below the table. */
  void note(String sentence) {
    notes.add(sentence);
    System.out.println("  " + sentence);
  }

  /**
   * Adds how ours compares with another one turn by turn, which holds when the machine grows slower
   * or faster meanwhile.
   *
   * @param than the other, for the end of a sentence
   */
  void turnByTurn(Measure measure, double[] ours, double[] other, String than) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours[i] / other[i];
    }
    note(measure.name() + ": block by block, " + Figures.spread(ratios) + " times " + than + ".");
  }

  private void put(Measure measure, String subject, Values values) {
    figures.computeIfAbsent(measure, ignored -> new LinkedHashMap<>()).put(subject, values);
    System.out.printf(
        "  %s, %s: %s%s%n",
        measure.name(),
        subject,
        values.values().isEmpty() ? "none" : Figures.spread(values.array()) + " " + measure.unit(),
        values.remark() == null ? "" : " (" + values.remark() + ")");
  }

  Map<Measure, Map<String, Values>> figures() {
    return figures;
  }

  List<String> notes() {
    return notes;
  }
}
