package com.hypermindlabs.understudy.assistant.store;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one ranking of several by their ranks alone (reciprocal rank fusion): the scores of a
 * search by words and of one by meaning are not comparable, their orders are. Pure.
 */
final class Fusion {
  /**
   * How little the very first ranks count more than the next; 60 is the value of the literature.
   */
  private static final double EVENNESS = 60;

  private Fusion() {}

  /** The best of all rankings, best first, with their scores. Earlier rankings win a tie. */
  static <T> Map<T, Double> best(List<List<T>> rankings, int limit) {
    Map<T, Double> scores = new LinkedHashMap<>();
    for (List<T> ranking : rankings) {
      for (int rank = 0; rank < ranking.size(); rank++) {
        scores.merge(ranking.get(rank), 1 / (EVENNESS + rank + 1), Double::sum);
      }
    }
    Map<T, Double> best = new LinkedHashMap<>();
    scores.entrySet().stream()
        .sorted(Map.Entry.<T, Double>comparingByValue(Comparator.reverseOrder()))
        .limit(limit)
        .forEach(entry -> best.put(entry.getKey(), entry.getValue()));
    return best;
  }
}
