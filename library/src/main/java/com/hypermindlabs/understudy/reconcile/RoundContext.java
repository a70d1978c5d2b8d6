package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one round is about.
 *
 * @param id of the round
 * @param site whose it is
 * @param epoch in which it was begun
 * @param names of our tables on the primary
 * @param plans of the tables that it has rows of
 * @param known all tables that rounds may have rows of
 * @param references by the table they point at, from all tables of the primary
 * @param fastForwardFrom how many rows of a table are worth {@link FastForwardSql}
 */
record RoundContext(
    UUID id,
    UUID site,
    long epoch,
    OurNames names,
    List<TablePlan> plans,
    List<TablePlan> known,
    Map<TableName, List<Reference>> references,
    long fastForwardFrom) {
  RoundContext {
    plans = List.copyOf(plans);
    known = List.copyOf(known);
    references = Map.copyOf(references);
  }

  /** The plan of a table; null when rounds never have rows of it. */
  @Nullable TablePlan plan(TableName name) {
    return known.stream().filter(plan -> plan.name().equals(name)).findFirst().orElse(null);
  }

  RewriteSql rewrite(TablePlan plan) {
    return new RewriteSql(plan, names.of("alias"), literal(site));
  }

  AccountSql account(TablePlan plan) {
    return new AccountSql(plan, literal(id), literal(site));
  }

  /** Whether changes of the site wait for a person, as a condition. */
  String anyHeld() {
    return "EXISTS (SELECT FROM "
        + names.of("ledger")
        + " WHERE site = "
        + literal(site)
        + " AND kind = 'held' AND resolved IS NULL)";
  }

  /** Whether something of the site is known on the primary under another key, as a condition. */
  String anyAlias() {
    return "EXISTS (SELECT FROM " + names.of("alias") + " WHERE site = " + literal(site) + ")";
  }

  private static String literal(UUID of) {
    return "'" + of + "'::uuid";
  }

  /** The plans as they are written: parents first, circles together. */
  List<List<WriteSql>> writes() {
    List<List<WriteSql>> all = new ArrayList<>();
    for (List<TablePlan> group : WriteOrder.of(plans)) {
      all.add(
          group.stream()
              .map(
                  plan ->
                      new WriteSql(plan, references.getOrDefault(plan.name(), List.of()), group))
              .toList());
    }
    return all;
  }
}
