package com.hypermindlabs.understudy.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that write one table as {@code act} says.
 *
 * @param plan of the table
 * @param references to it, from whatever table; known where rows are to be deleted
 * @param circle tables that are deleted from in the same statement, itself among them
 */
record WriteSql(TablePlan plan, List<Reference> references, List<TablePlan> circle) {
  WriteSql {
    references = List.copyOf(references);
    circle = List.copyOf(circle);
  }

  private String act() {
    return new ClassifySql(plan).act();
  }

  /**
   * Inserts; what has come from elsewhere meanwhile is left.
   *
   * @param which a further condition on the row of act, {@code a}; may be empty
   */
  String insert(String which) {
    return "INSERT INTO "
        + plan.table()
        + " ("
        + given(i -> plan.column(i).sql())
        + ") OVERRIDING SYSTEM VALUE SELECT "
        + given(i -> "a.m" + i + cast(i))
        + " FROM "
        + act()
        + " a WHERE a.act = 'I'"
        + which
        + " ON CONFLICT ("
        + plan.key().stream().map(c -> c.sql()).collect(Collectors.joining(", "))
        + ") DO NOTHING";
  }

  /** What the primary derives begins with its default there. */
  private String given(IntFunction<String> form) {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> plan.policy(i) != Policy.DERIVED || plan.isKey(i))
        .mapToObj(form)
        .collect(Collectors.joining(", "));
  }

  private String cast(int i) {
    String type = plan.column(i).type();
    return new MergedValue(plan, i).type().equals(type) ? "" : "::" + type;
  }

  /**
   * Updates the columns that some row changes.
   *
   * @param changed positions of those columns, at least one
   */
  String update(List<Integer> changed, String which) {
    String sets =
        changed.stream()
            .map(
                i -> {
                  String name = plan.column(i).sql();
                  return name
                      + " = CASE WHEN a.d"
                      + i
                      + " THEN a.m"
                      + i
                      + cast(i)
                      + " ELSE t."
                      + name
                      + " END";
                })
            .collect(Collectors.joining(", "));
    return "UPDATE "
        + plan.table()
        + " t SET "
        + sets
        + " FROM "
        + act()
        + " a WHERE a.act = 'U' AND "
        + plan.keyIs("t", "a")
        + which;
  }

  /** All columns that may be written. */
  List<Integer> writable() {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> !plan.isKey(i) && !new MergedValue(plan, i).changes().equals("false"))
        .boxed()
        .toList();
  }

  /** Deletes what nothing refers to any more. */
  String delete(String which) {
    return "DELETE FROM "
        + plan.table()
        + " t USING "
        + act()
        + " a WHERE a.act = 'D' AND "
        + plan.keyIs("t", "a")
        + which
        + guards("t", which);
  }

  /** Keeps what is referred to by rows that stay, in a circle of tables: repeated until nothing. */
  String keepReferred(String which) {
    return "UPDATE "
        + act()
        + " a SET act = 'K' FROM "
        + plan.table()
        + " t WHERE a.act = 'D' AND "
        + plan.keyIs("t", "a")
        + which
        + " AND NOT (true"
        + guards("t", which)
        + ")";
  }

  private String guards(String row, String which) {
    StringBuilder all = new StringBuilder();
    for (Reference reference : references) {
      // Under fallback-wins too: the declared winner is this row's, not that of what hangs under
      // it.
      if (reference.readable()) {
        all.append(" AND NOT EXISTS (")
            .append(reference.rows(row))
            .append(unlessDeletedToo(reference, which))
            .append(")");
      } else if (reference.takesUnseen()) {
        all.append(" AND false");
      }
    }
    return all.toString();
  }

  /** Only what goes in the same statement: what may yet stay would be taken along. */
  private String unlessDeletedToo(Reference reference, String which) {
    List<String> parts = new ArrayList<>();
    for (TablePlan other : circle) {
      if (other.name().equals(reference.root())) {
        parts.add(
            " AND NOT EXISTS (SELECT FROM "
                + new ClassifySql(other).act()
                + " ca WHERE ca.act = 'D' AND "
                + other.keyIs("child", "ca")
                + which.replace("a.unit", "ca.unit")
                + ")");
      }
    }
    return String.join("", parts);
  }

  /** Whether its transactions arrive whole or are held whole. */
  boolean holds() {
    return plan.holds();
  }

  /** What was to go and is still there: referred to by rows of others. */
  String survivors(String which) {
    return "SELECT a.r FROM "
        + act()
        + " a JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "a")
        + " WHERE a.act IN ('D', 'K')"
        + which;
  }

  String noteSurvivors() {
    return "UPDATE "
        + act()
        + " SET act = 'K', conflict = "
        + Sql.text(whyKept())
        + " WHERE r IN ("
        + survivors("")
        + ")";
  }

  private String whyKept() {
    String unseen =
        references.stream()
            .filter(Reference::takesUnseen)
            .map(reference -> reference.child().toString())
            .distinct()
            .collect(Collectors.joining(", "));
    return unseen.isEmpty()
        ? "deleted here, referred to there"
        : "deleted here, perhaps referred to there by what may not be read: " + unseen;
  }
}
