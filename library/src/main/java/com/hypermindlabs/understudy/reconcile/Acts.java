package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How many rows of each table have which act, and which columns are to be updated. Immutable.
 *
 * @param counts by table number, then act
 * @param changed positions of the columns that some update changes, by table number
 */
record Acts(Map<Integer, Map<String, Long>> counts, Map<Integer, List<Integer>> changed) {
  static Acts none() {
    return new Acts(Map.of(), Map.of());
  }

  /** Asks for all tables in one round trip. */
  static Acts read(Session primary, List<TablePlan> plans) throws SQLException {
    Map<Integer, Map<String, Long>> counts = new HashMap<>();
    Map<Integer, List<Integer>> changed = new HashMap<>();
    String question = TableQuestions.union(plans, Acts::question);
    primary.list(
        question,
        row -> {
          int n = row.getInt(1);
          counts.computeIfAbsent(n, any -> new HashMap<>()).put(row.getString(2), row.getLong(3));
          if (row.getString(2).equals("U")) {
            changed.put(n, positions((Boolean[]) row.getArray(4).getArray()));
          }
          return n;
        });
    return new Acts(counts, changed);
  }

  private static String question(TablePlan plan) {
    return "SELECT "
        + plan.number()
        + ", act::text, count(*), ARRAY["
        + plan.each(", ", i -> "coalesce(bool_or(d" + i + "), false)")
        + "] FROM "
        + new ClassifySql(plan).act()
        + " GROUP BY act";
  }

  private static List<Integer> positions(Boolean[] flags) {
    List<Integer> all = new ArrayList<>();
    IntStream.range(0, flags.length).filter(i -> flags[i]).forEach(i -> all.add(i + 1));
    return all;
  }

  long count(TablePlan plan, String act) {
    return counts.getOrDefault(plan.number(), Map.of()).getOrDefault(act, 0L);
  }

  /** Of all tables. */
  long count(String act) {
    return counts.values().stream().mapToLong(of -> of.getOrDefault(act, 0L)).sum();
  }

  /**
   * The positions of the columns that updates change.
   *
   * @param companions whether rows that are to be inserted may turn out to be updates
   */
  List<Integer> changed(TablePlan plan, boolean companions) {
    SortedSet<Integer> all = new TreeSet<>(changed.getOrDefault(plan.number(), List.of()));
    if (companions && count(plan, "I") > 0) {
      all.addAll(new CompanionSql(plan).overwritten());
    }
    return List.copyOf(all);
  }
}
