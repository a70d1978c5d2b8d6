package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;

/**
 * How one column merges, as expressions over base (o), theirs when last seen (t), ours (s) and
 * theirs now (c). Pure: the policy decides which expression.
 */
record MergedValue(TablePlan plan, int position) {
  private Policy policy() {
    return plan.policy(position);
  }

  private Column column() {
    return plan.column(position);
  }

  private String at(String prefix) {
    return prefix + position;
  }

  /**
   * Whether a migration has left this mark on the entry: see journal-table.sql. First whether there
   * is any, which is rare.
   */
  private String marked(String mark) {
    int number = plan.fallback().column(column().name()).orElseThrow().number();
    return "(migrated IS NOT NULL AND '" + mark + number + "' = ANY (migrated))";
  }

  /** Whether a migration has changed what the application had changed: there is no base. */
  String unknown() {
    return marked("u");
  }

  /** Whether ours differs from its base. */
  String oursChanged() {
    return "(s_there AND (NOT o_there OR "
        + unknown()
        + " OR "
        + Images.different(column(), at("o"), at("s"))
        + "))";
  }

  /** Theirs as the fallback last knew of it. */
  String theirBase() {
    return "CASE WHEN t_there IS NULL THEN " + at("o") + " ELSE " + at("t") + " END";
  }

  /**
   * The same, to be kept of a value that is {@link #unseen}. Of a row that the fallback never knew
   * there is none, and NULL may be what the primary has: what was sent is surely another value.
   */
  String lastSeen() {
    return "CASE WHEN s_there AND NOT b_there THEN " + at("s") + " ELSE " + theirBase() + " END";
  }

  /**
   * Whether theirs differs from what it was when last seen. Not where that is not known, nor where
   * there was no such column: what is there may all be the migration's doing.
   */
  String theirsChanged() {
    return "(c_there AND (NOT b_there OR (NOT "
        + unknown()
        + " AND NOT "
        + marked("n")
        + " AND "
        + theirsDiffers()
        + ")))";
  }

  private String theirsDiffers() {
    return Images.different(column(), theirBase(), at("c"));
  }

  /**
   * Whether another writer's value stands at the end of the round, where ours is another one: over
   * {@code n}, theirs as it is then. Nobody on the fallback has seen it yet. What a migration fills
   * in on each side is nobody's.
   */
  String unseen() {
    return "(c_there AND NOT "
        + marked("n")
        + " AND (NOT b_there OR "
        + theirsDiffers()
        + ") AND (NOT s_there OR "
        + Images.different(column(), at("s"), at("n"))
        + "))";
  }

  /**
   * Whether the two sides differ; where ours is deleted and no base is known, whether theirs may.
   */
  String apart() {
    return "(c_there AND CASE WHEN s_there THEN "
        + Images.different(column(), at("s"), at("c"))
        + " ELSE "
        + unknown()
        + " AND "
        + theirsDiffers()
        + " END)";
  }

  /** A number's two changes can be added up: there is a base and none of the three is NULL. */
  private String addable() {
    return "(o_there AND NOT "
        + unknown()
        + " AND "
        + at("o")
        + " IS NOT NULL AND "
        + at("s")
        + " IS NOT NULL AND "
        + at("c")
        + " IS NOT NULL)";
  }

  /**
   * Whether it is in conflict; over {@code x}, y and z, the three above. Where a migration has had
   * a hand in it, whether that explains all of the difference is for a person to see.
   */
  String conflict() {
    String both = "(" + at("x") + " AND " + at("y") + " AND " + at("z") + ")";
    String doubt = "(" + unknown() + " AND " + at("z") + ")";
    String moved = "(" + marked("m") + " AND s_there AND NOT " + at("x") + " AND " + at("y") + ")";
    if (fixed() && policy() != Policy.DERIVED) {
      return "(o_there AND c_there AND " + at("x") + " AND " + at("z") + ")";
    }
    return switch (policy()) {
      case DERIVED -> "false";
      case DELTA ->
          "("
              + both
              + " AND NOT "
              + addable()
              + " OR "
              + doubt
              + " OR "
              + unknown()
              + " AND o_there AND s_there AND c_there)";
      case PRIMARY_WINS, FALLBACK_WINS, HOLD, RESOLVER ->
          "(" + both + " OR " + doubt + " OR " + moved + ")";
    };
  }

  /**
   * The merged value. Where no base is known ours stays, and theirs is on record; but where
   * somebody is seen to have changed the row there ({@code seen}), it is for the policy to say.
   */
  String value() {
    String ours = "WHEN NOT c_there THEN " + at("s");
    String unchanged = " WHEN NOT " + at("x") + " THEN " + at("c");
    String end = " ELSE " + at("s") + " END";
    return switch (policy()) {
      case DERIVED -> "CASE " + ours + " ELSE " + at("c") + " END";
      case DELTA ->
          "CASE "
              + ours
              + unchanged
              + " WHEN "
              + addable()
              + " AND "
              + Images.different(column(), at("c"), at("o"))
              + " THEN "
              + sum()
              + " WHEN "
              + at("w")
              + " THEN "
              + at("c")
              + end;
      case FALLBACK_WINS -> "CASE " + ours + unchanged + end;
      case PRIMARY_WINS, HOLD, RESOLVER ->
          "CASE "
              + ours
              + unchanged
              + " WHEN "
              + at("w")
              + " AND (seen OR NOT "
              + unknown()
              + ") THEN "
              + at("c")
              + end;
    };
  }

  /**
   * Whether no update can give it a value, only the next one of the primary's sequence: a change
   * here is in conflict with whatever is there.
   */
  boolean fixed() {
    return column().identity() == Column.Identity.ALWAYS && !plan.isKey(position);
  }

  /** Wide enough not to overflow here: a sum that does not fit fails alone, when it is written. */
  private String sum() {
    String cast = column().integer() ? "::numeric" : "";
    return at("c") + cast + " + (" + at("s") + cast + " - " + at("o") + cast + ")";
  }

  /** The type of the merged value while it is on its way. */
  String type() {
    if (policy() != Policy.DELTA) {
      return column().base();
    }
    return column().integer() ? "numeric" : Images.bare(column().base());
  }

  /** Whether writing it would change theirs; a column that takes no values is never written. */
  String changes() {
    if (column().identity() == Column.Identity.ALWAYS) {
      return "false";
    }
    String there = "(" + at("m") + ")::" + type();
    return "(c_there AND " + Images.different(widened(), there, at("c")) + ")";
  }

  private Column widened() {
    String alike = type().equals("numeric") ? "bigint" : type();
    return type().equals(column().base())
        ? column()
        : new Column(
            column().name(),
            alike,
            alike,
            column().number(),
            column().notNull(),
            false,
            Column.Identity.NONE,
            false,
            null,
            column().equality());
  }
}
