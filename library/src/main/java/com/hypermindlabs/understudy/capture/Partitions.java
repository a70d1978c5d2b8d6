package com.hypermindlabs.understudy.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which tables are partitions of which. */
final class Partitions {
  private final Map<TableName, List<TableShape>> children = new HashMap<>();

  /**
   * @param tables all that there are
   */
  Partitions(List<TableShape> tables) {
    for (TableShape table : tables) {
      if (table.parent() != null) {
        children.computeIfAbsent(table.parent(), name -> new ArrayList<>()).add(table);
      }
    }
  }

  /** The partitions of a table, of every level. */
  List<TableShape> of(TableShape root) {
    List<TableShape> all = new ArrayList<>();
    Deque<TableShape> open = new ArrayDeque<>(children.getOrDefault(root.name(), List.of()));
    while (!open.isEmpty()) {
      TableShape next = open.removeFirst();
      all.add(next);
      open.addAll(children.getOrDefault(next.name(), List.of()));
    }
    return all;
  }
}
