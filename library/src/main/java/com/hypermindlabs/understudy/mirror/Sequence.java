package com.hypermindlabs.understudy.mirror;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as a server has it.
 *
 * @param name for statements
 * @param low the least number it gives
 * @param high the greatest number it gives
 * @param increment the step; negative when it counts down
 * @param cycle whether it begins again at its end
 * @param last the last number it gave; null when none since it was made or restarted
 */
record Sequence(
    String name, long low, long high, long increment, boolean cycle, @Nullable Long last) {
  /** Of what is left, the part that one site may take: the application needs the rest. */
  private static final BigInteger SHARE = BigInteger.TEN;

  /**
   * A run of numbers without a gap.
   *
   * @param first that was drawn
   * @param last that was drawn; the same as the first in a run of one
   */
  record Run(long first, long last) {
    long low() {
      return Math.min(first, last);
    }

    long high() {
      return Math.max(first, last);
    }
  }

  /** How many numbers it still gives before its end. */
  BigInteger left() {
    long from = increment > 0 ? low : high;
    long to = increment > 0 ? high : low;
    @Nullable Long given = cycle ? null : last;
    BigInteger span =
        BigInteger.valueOf(to).subtract(BigInteger.valueOf(given == null ? from : given));
    BigInteger steps = span.divide(BigInteger.valueOf(increment)).max(BigInteger.ZERO);
    return given == null ? steps.add(BigInteger.ONE) : steps;
  }

  /** How many it gives from one end to the other. */
  BigInteger all() {
    return BigInteger.valueOf(high)
        .subtract(BigInteger.valueOf(low))
        .divide(BigInteger.valueOf(increment).abs())
        .add(BigInteger.ONE);
  }

  /** How many may be drawn, of a number wanted, without exhausting it for the application. */
  int drawable(int wanted) {
    return left().divide(SHARE).min(BigInteger.valueOf(wanted)).intValueExact();
  }

  /**
   * The longest run among numbers in the order in which they were drawn; others draw meanwhile.
   *
   * @param drawn at least one
   */
  Run longestRun(List<Long> drawn) {
    int bestFrom = 0;
    int bestTo = 0;
    int from = 0;
    for (int i = 1; i < drawn.size(); i++) {
      if (drawn.get(i) - drawn.get(i - 1) != increment) {
        from = i;
      }
      if (i - from > bestTo - bestFrom) {
        bestFrom = from;
        bestTo = i;
      }
    }
    return new Run(drawn.get(bestFrom), drawn.get(bestTo));
  }
}
