package com.hypermindlabs.understudy.benchmarks;

/** How thoroughly to measure. */
enum Scale {
  /** All of them within forty minutes on two cores. */
  QUICK,
  /** Overnight. */
  FULL;

  /** The one number or the other. */
  int pick(int quick, int full) {
    return this == QUICK ? quick : full;
  }
}
