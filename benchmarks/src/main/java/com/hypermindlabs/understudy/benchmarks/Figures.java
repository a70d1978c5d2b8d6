package com.hypermindlabs.understudy.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Medians and spreads of a row of measurements. */
final class Figures {
  private Figures() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double least(double[] values) {
    return Arrays.stream(values).min().orElse(Double.NaN);
  }

  static double greatest(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }

  /** The share of values, as 0.99, that are no greater than the answer. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** A figure with as many places as it deserves. */
  static String text(double value) {
    double size = Math.abs(value);
    String form = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        "median %.2f, min %.2f, max %.2f", median(values), sorted[0], sorted[sorted.length - 1]);
  }
}
