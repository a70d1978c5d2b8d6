package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order tables are written: what is referred to before what refers; tables whose foreign
 * keys go round in a circle together, in one statement. Tarjan's algorithm, without recursion into
 * deep schemas being a worry: a chain of a thousand tables is a thousand frames.
 */
final class WriteOrder {
  private final Map<TableName, TablePlan> plans = new HashMap<>();
  private final Map<TableName, Integer> index = new HashMap<>();
  private final Map<TableName, Integer> low = new HashMap<>();
  private final Deque<TableName> path = new ArrayDeque<>();
  private final List<List<TablePlan>> groups = new ArrayList<>();

  // What a partition refers to by itself is in the shape of no table that rounds know.
  private final Map<TableName, List<TableName>> further = new HashMap<>();

  private WriteOrder(Collection<TablePlan> all, List<Reference> references) {
    all.forEach(plan -> plans.put(plan.name(), plan));
    references.forEach(
        each ->
            further
                .computeIfAbsent(each.root(), any -> new ArrayList<>())
                .add(each.key().target()));
  }

  /**
   * The groups, parents first.
   *
   * @param references to them, as far as they are known
   */
  static List<List<TablePlan>> of(Collection<TablePlan> all, List<Reference> references) {
    WriteOrder order = new WriteOrder(all, references);
    all.forEach(
        plan -> {
          if (!order.index.containsKey(plan.name())) {
            order.visit(plan);
          }
        });
    return order.groups;
  }

  private void visit(TablePlan plan) {
    TableName name = plan.name();
    int own = index.size();
    index.put(name, own);
    low.put(name, own);
    path.push(name);
    for (ForeignKey key : plan.primary().foreignKeys()) {
      follow(name, plans.get(key.target()));
    }
    further.getOrDefault(name, List.of()).forEach(target -> follow(name, plans.get(target)));
    if (own == low.getOrDefault(name, own)) {
      List<TablePlan> group = new ArrayList<>();
      TableName member;
      do {
        member = path.pop();
        group.add(plans.get(member));
      } while (!member.equals(name));
      groups.add(group);
    }
  }

  private void follow(TableName from, @org.jspecify.annotations.Nullable TablePlan target) {
    if (target == null) {
      return;
    }
    TableName to = target.name();
    if (!index.containsKey(to)) {
      visit(target);
      low.merge(from, low.getOrDefault(to, 0), Math::min);
    } else if (path.contains(to)) {
      low.merge(from, index.getOrDefault(to, 0), Math::min);
    }
  }
}
