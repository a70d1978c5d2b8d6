package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one round is about.
 *
 * @param id of the round
 * @param site whose it is
 * @param epoch in which it was begun
 * @param names of our tables on the primary
 * @param leftOut whether rows of its time are not in it, because a writer had them in hand
 * @param plans of the tables that it has rows of
 * @param known all tables that rounds may have rows of
 * @param births numbers of the tables into which migrations have inserted rows on the fallback
 * @param fastForwardFrom how many rows of a table are worth {@link FastForwardSql}
 */
record RoundContext(
    UUID id,
    UUID site,
    long epoch,
    OurNames names,
    boolean leftOut,
    List<TablePlan> plans,
    List<TablePlan> known,
    Set<Integer> births,
    long fastForwardFrom) {
  private static final String OPEN = "(x.kind = 'held' AND x.resolved IS NULL)";

  RoundContext {
    births = Set.copyOf(births);
    plans = List.copyOf(plans);
    known = List.copyOf(known);
  }

  /** The plan of a table; null when rounds never have rows of it. */
  @Nullable TablePlan plan(TableName name) {
    return TablePlan.among(known, name);
  }

  /** Whether rows of a table may be of a migration that the primary has run too. */
  boolean hasBirths(TablePlan plan) {
    return births.contains(plan.number());
  }

  /** What refers to its tables, also of tables that only the primary has. */
  List<Reference> references(Session primary) throws SQLException {
    return Reference.read(primary, plans.stream().map(TablePlan::name).toList());
  }

  /** Its tables, and those that they refer to. */
  Set<TableName> tables() {
    return plans.stream()
        .flatMap(plan -> plan.primary().involved().stream())
        .collect(Collectors.toSet());
  }

  RewriteSql rewrite(TablePlan plan) {
    return new RewriteSql(plan, names.of("alias"), literal(site), epoch);
  }

  AccountSql account(TablePlan plan) {
    return new AccountSql(plan, literal(id), literal(site), epoch);
  }

  /** Whether changes of this outage wait for a person, as a condition. */
  String anyHeld() {
    return anyHeld("epoch = ");
  }

  /** Whether changes of earlier outages do, or were decided and the fallback does not know. */
  String anyHeldBefore() {
    return "(" + anyHeld("epoch < ") + " OR " + anyDecided("epoch < ") + ")";
  }

  /** Whether a person has decided changes of this outage, and no round has come with them since. */
  String anyDecided() {
    return anyDecided("epoch = ");
  }

  private String anyDecided(String when) {
    return "EXISTS (SELECT FROM " + names.of("ledger") + " l WHERE " + decided(when) + ")";
  }

  /** The same of one entry of the ledger, {@code l}. */
  String decided() {
    return decided("epoch = ");
  }

  private String decided(String when) {
    return "l.site = " + literal(site) + " AND l." + when + epoch + " AND l.decided";
  }

  private String anyHeld(String when) {
    return "EXISTS (SELECT FROM "
        + names.of("ledger")
        + " WHERE site = "
        + literal(site)
        + " AND "
        + when
        + epoch
        + " AND kind = 'held' AND resolved IS NULL)";
  }

  /** Whether a key in a row of the table may be another one on the primary, as a condition. */
  String anyAlias(TablePlan plan) {
    return "EXISTS (SELECT FROM "
        + names.of("alias")
        + " WHERE site = "
        + literal(site)
        + " AND table_name IN ("
        + named(List.of(plan), any -> Sql.text(any.table()))
        + "))";
  }

  /**
   * Calls tables that were renamed by their names of now where aliases, and changes that wait for a
   * person, or for a round since one has decided, have their old ones. A number says nothing in a
   * copy of the database: nothing that is still called so was renamed.
   */
  List<String> followRenames() {
    String renamed =
        " x SET table_name = k.name FROM (VALUES "
            + named(
                plans,
                plan -> "(" + plan.primary().oid() + "::oid, " + Sql.text(plan.table()) + ")")
            + ") k (relation, name) WHERE x.site = "
            + literal(site)
            + " AND x.relation = k.relation AND x.table_name <> k.name AND"
            + " to_regclass(x.table_name) IS NULL AND ";
    return List.of(
        "UPDATE "
            + names.of("alias")
            + renamed
            + "NOT EXISTS (SELECT FROM "
            + names.of("alias")
            + " y WHERE y.site = x.site AND y.table_name = k.name AND y.from_key = x.from_key)",
        "UPDATE " + names.of("ledger") + renamed + "(" + OPEN + " OR x.decided)");
  }

  /**
   * Forgets aliases, and decisions, of outages whose rows the fallback does not have any more, and
   * notes that of what waits for a person.
   */
  List<String> forgetCorrected() {
    String corrected =
        " (VALUES "
            + named(plans, plan -> "(" + Sql.text(plan.table()) + ", " + plan.corrected() + ")")
            + ") k (table_name, corrected) WHERE x.site = "
            + literal(site)
            + " AND x.table_name = k.table_name AND x.epoch <= k.corrected";
    return List.of(
        "DELETE FROM " + names.of("alias") + " x USING" + corrected,
        "UPDATE "
            + names.of("ledger")
            + " x SET decided = false, corrected = coalesce(x.corrected, k.corrected) FROM"
            + corrected
            + " AND (x.decided OR ("
            + OPEN
            + " AND x.corrected IS NULL))");
  }

  /** Something of each table whose keys are in rows of these, joined. */
  private String named(List<TablePlan> among, Function<TablePlan, String> form) {
    Set<TableName> names = new HashSet<>();
    for (TablePlan plan : among) {
      names.add(plan.name());
      plan.primary().foreignKeys().forEach(key -> names.add(key.target()));
    }
    return known.stream()
        .filter(plan -> names.contains(plan.name()))
        .map(form)
        .collect(Collectors.joining(", "));
  }

  private static String literal(UUID of) {
    return "'" + of + "'::uuid";
  }

  /**
   * The plans as they are written: parents first, circles together.
   *
   * @param references to their tables; only deletes need them
   */
  List<List<WriteSql>> writes(List<Reference> references) {
    List<List<WriteSql>> all = new ArrayList<>();
    for (List<TablePlan> group : WriteOrder.of(plans, references)) {
      all.add(group.stream().map(plan -> new WriteSql(plan, to(plan, references), group)).toList());
    }
    return all;
  }

  private static List<Reference> to(TablePlan plan, List<Reference> references) {
    return references.stream().filter(each -> each.key().target().equals(plan.name())).toList();
  }
}
