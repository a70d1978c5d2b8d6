package com.hypermindlabs.understudy.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tables that refer to each other in a circle by foreign keys: of none of them can rows be written
 * before those of the next. A table that refers to itself directly is none, since the rows of one
 * statement are checked together. Immutable.
 */
public final class Circles {
  private final Map<TableName, Set<TableName>> targets = new HashMap<>();

  private Circles(List<TableShape> tables, Predicate<ForeignKey> which) {
    for (TableShape table : tables) {
      Set<TableName> others = targets.computeIfAbsent(table.name(), name -> new HashSet<>());
      table.foreignKeys().stream().filter(which).map(ForeignKey::target).forEach(others::add);
      others.remove(table.name());
    }
  }

  /** Those of foreign keys of any kind. */
  public static Circles of(List<TableShape> tables) {
    return new Circles(tables, key -> true);
  }

  /** Those whose foreign keys are all checked at once. */
  static Circles thatCannotWait(List<TableShape> tables) {
    return new Circles(tables, key -> !key.waits());
  }

  /** Whether a table is in one. */
  public boolean has(TableName table) {
    Set<TableName> seen = new HashSet<>();
    Deque<TableName> next = new ArrayDeque<>(targets.getOrDefault(table, Set.of()));
    while (!next.isEmpty()) {
      TableName one = next.pop();
      if (one.equals(table)) {
        return true;
      }
      if (seen.add(one)) {
        next.addAll(targets.getOrDefault(one, Set.of()));
      }
    }
    return false;
  }
}
