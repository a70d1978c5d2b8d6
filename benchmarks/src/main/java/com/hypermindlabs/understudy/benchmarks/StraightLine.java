package com.hypermindlabs.understudy.benchmarks;

/**
 * The straight line that comes closest to some points, by least squares.
 *
 * @param constant its height at zero
 * @param slope what one more adds
 */
record StraightLine(double constant, double slope) {
  /**
   * @param x two or more that differ
   * @param y as many
   */
  static StraightLine through(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double together = 0;
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      together += (x[i] - meanX) * (y[i] - meanY);
      square += (x[i] - meanX) * (x[i] - meanX);
    }
    double slope = together / square;
    return new StraightLine(meanY - slope * meanX, slope);
  }

  double at(double x) {
    return constant + slope * x;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
