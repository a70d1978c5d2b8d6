package com.hypermindlabs.understudy.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a table cannot be protected.
 *
 * @param reason in plain words
 * @param remedy what would protect it
 */
record Obstacle(String reason, String remedy) {
  static final String RUN_MIGRATIONS =
      "bring both servers to the same schema: run the migrations on each";

  /**
   * What stands in the way on one server, whatever the other one is like.
   *
   * @param table a table, or one of its partitions
   * @param root the table itself
   */
  static @Nullable Obstacle byItself(TableShape table, TableShape root, String server) {
    if (!table.owned()) {
      return new Obstacle(
          "our role on " + server + " does not own it" + partition(table, root),
          "let its owner run: GRANT the owner's role TO ours, or ALTER TABLE ... OWNER TO ours");
    }
    @Nullable String unfit = table.unfit();
    if (unfit != null) {
      return new Obstacle(
          "on " + server + partition(table, root) + " " + unfit, remedy(table, unfit));
    }
    return null;
  }

  private static String partition(TableShape table, TableShape root) {
    return table.name().equals(root.name()) ? "" : " (partition " + table.name() + ")";
  }

  private static String remedy(TableShape table, String unfit) {
    if (table.key().isEmpty()) {
      return "give it a primary key: ALTER TABLE " + table.name() + " ADD PRIMARY KEY (...)";
    } else if (unfit.contains("unlogged")) {
      return "ALTER TABLE " + table.name() + " SET LOGGED, or name it in failover.local_tables";
    } else if (unfit.contains("collation")) {
      return "use a key of whole numbers, text with a deterministic collation, uuid or dates";
    } else if (unfit.contains("deferrable")) {
      return "make its primary key NOT DEFERRABLE: drop the constraint and add it again";
    } else if (unfit.contains("a rule")) {
      return "make the rule a trigger, or name the table in failover.local_tables";
    } else if (unfit.contains("to be merged")) {
      return "split it into several tables, or name it in failover.local_tables";
    } else if (unfit.contains("row level security")) {
      return "let our role bypass it: ALTER TABLE "
          + table.name()
          + " NO FORCE ROW LEVEL SECURITY, or ALTER ROLE ... BYPASSRLS";
    } else if (unfit.contains("may not read")) {
      return "GRANT ALL ON TABLE " + table.name() + " TO our role, and USAGE on its schema";
    } else if (unfit.contains("temporary tables")) {
      return "let its owner run: GRANT TEMPORARY ON DATABASE ... TO our role";
    } else if (unfit.contains("subscription")) {
      return "end the subscription, or protect the table where it comes from";
    } else if (unfit.contains("inherits")) {
      return "use partitions instead of inheritance";
    }
    return "name it in failover.local_tables if its rows need not come back";
  }

  /** What the two servers do not agree on. */
  static @Nullable Obstacle differing(TableShape primary, TableShape fallback) {
    if (!primary.key().equals(fallback.key())) {
      return new Obstacle(
          "its primary key is "
              + primary.key()
              + " on the primary and "
              + fallback.key()
              + " on the fallback",
          RUN_MIGRATIONS);
    }
    List<String> differences = new ArrayList<>();
    for (Column column : primary.columns()) {
      Optional<Column> here = fallback.column(column.name());
      if (here.isEmpty()) {
        differences.add(column.name() + " is on the primary only");
      } else {
        difference(column, here.get()).ifPresent(differences::add);
      }
    }
    fallback.columns().stream()
        .filter(column -> primary.column(column.name()).isEmpty())
        .forEach(column -> differences.add(column.name() + " is on the fallback only"));
    return differences.isEmpty()
        ? null
        : new Obstacle(
            "its columns differ: " + String.join("; ", differences),
            RUN_MIGRATIONS + "; a type that only one server knows needs its extension there");
  }

  private static Optional<String> difference(Column primary, Column fallback) {
    String name = primary.name();
    if (!primary.type().equals(fallback.type())) {
      return Optional.of(
          name
              + " is "
              + primary.type()
              + " on the primary and "
              + fallback.type()
              + " on the fallback");
    } else if (!primary.base().equals(fallback.base())) {
      return Optional.of(
          name
              + " is "
              + primary.type()
              + ", which is made of "
              + primary.base()
              + " on the primary and of "
              + fallback.base()
              + " on the fallback");
    } else if (primary.generated() != fallback.generated()) {
      return Optional.of(
          name + " is computed on the " + (primary.generated() ? "primary" : "fallback") + " only");
    } else if (fallback.notNull() && !primary.notNull()) {
      return Optional.of(name + " may be NULL on the primary and not on the fallback");
    }
    return Optional.empty();
  }

  /**
   * Where changes are applied as any writer's, rows would meet constraints and triggers halfway.
   */
  static @Nullable Obstacle withoutReplicaRole(TableShape table, Circles circles) {
    @Nullable String because = null;
    if (!table.uniques().isEmpty() || table.exclusions()) {
      because = "has a second unique or an exclusion constraint";
    } else if (table.foreignKeys().stream()
        .anyMatch(key -> key.onDelete().changesRows() || key.onUpdate().changesRows())) {
      because = "has a foreign key that cascades";
    } else if (table.userTriggers()) {
      because = "has triggers";
    } else if (circles.has(table.name())) {
      because = "refers to itself by way of other tables";
    }
    return because == null
        ? null
        : new Obstacle(
            "it " + because + ", and our role on the fallback may not switch that off",
            "as superuser on the fallback: GRANT SET ON PARAMETER session_replication_role TO ours"
                + " (PostgreSQL 15 and newer)");
  }
}
