package com.hypermindlabs.understudy.benchmarks;

import java.util.Arrays;

/** Medians and spreads of a row of measurements. */
final class Figures {
  private Figures() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        "median %.2f, min %.2f, max %.2f", median(values), sorted[0], sorted[sorted.length - 1]);
  }
}
