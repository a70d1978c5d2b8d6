package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.Scripts;

/**
 * Gives rows of ours whose key was taken there a key that the primary draws. What is drawn may be
 * taken too, by a row that came with a key of its own: it is drawn until it is free. So the row has
 * it for itself, and is never taken for the same thing as another one that has it.
 *
 * @param plan of the table
 * @param insert an alias, up to the key here and the key there
 * @param alias the table of aliases
 * @param its whether an alias, {@code a}, is one of the table whose key here is what follows
 */
record DrawnKeySql(TablePlan plan, String insert, String alias, String its) {
  private static final String SCRIPT = Scripts.read(DrawnKeySql.class, "drawn-keys.sql");

  /** Whether the primary can draw keys for the table. */
  boolean possible() {
    return !one().isEmpty();
  }

  /**
   * As the primary makes keys itself. One that refers, or that is given by whoever makes the row,
   * names something: with another key it would be another thing.
   */
  private String one() {
    if (plan.keyWidth() != 1 || refers() || plan.position(plan.key().get(0).name()) == 0) {
      return "";
    }
    Column key = plan.key().get(0);
    if (key.sequence() != null && (key.integer() || key.byDefault() == null)) {
      return "nextval(" + Sql.text(key.sequence()) + "::regclass)";
    }
    boolean made = key.sequence() != null || key.base().equals("uuid");
    return made && key.byDefault() != null ? key.byDefault() : "";
  }

  private boolean refers() {
    return plan.primary().foreignKeys().stream()
        .anyMatch(reference -> plan.primary().key().containsAll(reference.columns()));
  }

  private String stage() {
    return new StageSql(plan).stage();
  }

  /** Rows that were born on both sides under one key. */
  private String born() {
    return stage() + " s JOIN " + new ClassifySql(plan).act() + " b ON b.r = s.r WHERE b.act = 'B'";
  }

  /** Whether there are such rows, as a condition. */
  String anyBorn() {
    return "EXISTS (SELECT FROM " + born() + ")";
  }

  /** How many of them have another key. */
  String count() {
    return "SELECT count(*) FROM " + born() + " AND " + named();
  }

  private String named() {
    return "EXISTS (SELECT FROM " + alias + " a WHERE " + its + "s.f_key)";
  }

  /** Draws, a few times at most: what has none then keeps its key, and is held. */
  String draw() {
    String key = plan.key().get(0).sql();
    return "DO $understudy$ "
        + SCRIPT
            .replace("/* due */", born() + " AND NOT " + named())
            .replace("/* insert */", insert)
            .replace("/* one */", "(" + one() + ")::" + plan.key().get(0).type())
            .replace("/* there */", plan.table() + " t WHERE t." + key + " = d.key")
            .replace("/* here */", stage() + " g WHERE g.k1 = d.key")
        + " $understudy$";
  }
}
