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

  /**
   * Whether the primary may make keys for the table. One that refers, or that is given by whoever
   * makes the row, names something: with another key it would be another thing.
   */
  boolean possible() {
    return plan.keyWidth() == 1
        && plan.position(key().name()) > 0
        && !refers()
        && (key().sequence() != null || ofUuid());
  }

  private Column key() {
    return plan.key().get(0);
  }

  private boolean ofUuid() {
    return key().base().equals("uuid");
  }

  private boolean bySequence() {
    return key().sequence() != null && key().integer();
  }

  /** What makes one: the default of the column; an identity column has none. */
  private String expression() {
    String made = "(SELECT pg_catalog.pg_get_expr(f.adbin, f.adrelid) FROM " + byDefault() + ")";
    String next =
        Sql.text(
            "pg_catalog.nextval(" + Sql.text(String.valueOf(key().sequence())) + "::regclass)");
    return bySequence() ? "coalesce(" + made + ", " + next + ")" : made;
  }

  /** A default that is a value and calls nothing makes no keys. */
  private String byDefault() {
    return "pg_catalog.pg_attrdef f WHERE f.adrelid = "
        + plan.primary().oid()
        + " AND f.adnum = "
        + key().number()
        + " AND pg_catalog.strpos(pg_catalog.pg_get_expr(f.adbin, f.adrelid), '(') > 0";
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

  /** Whether there are such rows, and a way to make keys, as a condition. */
  String anyBorn() {
    return "(EXISTS (SELECT FROM "
        + born()
        + ")"
        + (bySequence() ? "" : " AND EXISTS (SELECT FROM " + byDefault() + ")")
        + ")";
  }

  /** How many of them have another key, and are not called by it yet. */
  String count() {
    return "SELECT count(*) FROM " + born() + " AND NOT s.kw AND " + named();
  }

  private String named() {
    return "EXISTS (SELECT FROM " + alias + " a WHERE " + its + "s.f_key)";
  }

  /** Draws, a few times at most: what has none then keeps its key, and is held. */
  String draw() {
    return Sql.block(
        SCRIPT
            .replace("/* due */", born() + " AND NOT " + named())
            .replace("/* insert */", insert)
            .replace("/* type */", key().type())
            .replace("/* expression */", expression())
            .replace("/* there */", plan.table() + " t WHERE t." + key().sql() + " = d.key")
            .replace("/* here */", stage() + " g WHERE g.k1 = d.key"));
  }
}
