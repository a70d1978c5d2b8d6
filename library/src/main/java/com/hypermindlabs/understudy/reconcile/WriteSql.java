package com.hypermindlabs.understudy.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
  /** Of what the primary leaves out without an error. */
  static final String NOT_TAKEN = "the primary did not take it: a trigger or a rule kept it out";

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
    return given(", ", form);
  }

  private String given(String glue, IntFunction<String> form) {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> plan.policy(i) != Policy.DERIVED || plan.isKey(i))
        .mapToObj(form)
        .collect(Collectors.joining(glue));
  }

  /**
   * Whether a row is not there as it was to be written, as a condition. A statement that wrote
   * fewer rows than it was to is no proof: a trigger may have written them in its place.
   *
   * @param act of the rows that were to be written, I or U
   */
  String anyNotThere(String act, String which) {
    return "EXISTS (SELECT FROM "
        + act()
        + " a LEFT JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "a")
        + " WHERE a.act = '"
        + act
        + "'"
        + which
        + " AND (t."
        + plan.key().get(0).sql()
        + " IS NULL OR "
        + given(
            " OR ",
            i ->
                (act.equals("U") ? "a.d" + i + " AND " : "")
                    + Images.different(
                        plan.column(i), "t." + plan.column(i).sql(), "a.m" + i + cast(i)))
        + "))";
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

  /** How many rows are to be updated now. */
  String countUpdates() {
    return "SELECT count(*) FROM " + act() + " a WHERE a.act = 'U'";
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
    return guards(row, (Reference reference) -> unlessDeletedToo(reference, which));
  }

  private String guards(String row, Function<Reference, String> except) {
    StringBuilder all = new StringBuilder();
    for (Reference reference : references) {
      // Under fallback-wins too: the declared winner is this row's, not that of what hangs under
      // it.
      if (reference.readable()) {
        all.append(" AND NOT EXISTS (")
            .append(reference.rows(row))
            .append(except.apply(reference))
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

  /** What was to go and is still there: referred to, or kept by a trigger. */
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

  /** Of those, what nothing refers to: the primary has not taken the delete. */
  String refusedDeletes(String which) {
    return survivors(which) + nothingRefers();
  }

  private String nothingRefers() {
    return guards("t", (Reference reference) -> "");
  }

  /** Deletes what was born here and deleted again, and a trigger of the primary's has made anew. */
  String deleteRemade() {
    return "DELETE FROM "
        + plan.table()
        + " t USING "
        + act()
        + " a WHERE "
        + remade()
        + nothingRefers();
  }

  /** Notes what of that could not be deleted. */
  String noteRemade() {
    return "UPDATE "
        + act()
        + " a SET act = 'K', conflict = 'deleted here, made there by a trigger' FROM "
        + plan.table()
        + " t WHERE "
        + remade();
  }

  private String remade() {
    return "a.act = 'X' AND " + plan.keyIs("t", "a") + " AND " + CompanionSql.ours("t.xmin");
  }

  /** Notes them: refused, or kept because something refers to them. */
  String noteSurvivors() {
    return "UPDATE "
        + act()
        + " a SET act = CASE WHEN q.refused THEN 'H' ELSE 'K' END, conflict = CASE WHEN q.refused"
        + " THEN a.conflict ELSE "
        + Sql.text(whyKept())
        + " END, cause = CASE WHEN q.refused THEN "
        + Sql.text(NOT_TAKEN)
        + " END FROM (SELECT a.r, true"
        + nothingRefers()
        + " AS refused FROM "
        + act()
        + " a JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "a")
        + " WHERE a.act IN ('D', 'K')) q WHERE q.r = a.r";
  }

  /** Notes them all for the next round, in which what is in their way may be gone. */
  String skipSurvivors() {
    return "UPDATE "
        + act()
        + " a SET act = 'S' FROM "
        + plan.table()
        + " t WHERE a.act IN ('D', 'K') AND "
        + plan.keyIs("t", "a");
  }

  /**
   * What is kept because rows of ours refer to it that are skipped or held themselves goes with
   * them: to be repeated while it finds something.
   *
   * @param sent the tables that the round has rows of
   */
  String followReferrers(List<TablePlan> sent) {
    return "UPDATE "
        + act()
        + " a SET act = CASE WHEN q.skipped THEN 'S' ELSE 'H' END, conflict = NULL, cause = CASE"
        + " WHEN NOT q.skipped THEN 'deleted here, referred to by a row that is held' END FROM"
        + " (SELECT a.r, "
        + referredToBy(sent, "S")
        + " AS skipped FROM "
        + act()
        + " a JOIN "
        + plan.table()
        + " t ON "
        + plan.keyIs("t", "a")
        + " WHERE a.act = 'K' AND ("
        + referredToBy(sent, "S")
        + " OR "
        + referredToBy(sent, "H")
        + ")) q WHERE q.r = a.r";
  }

  private String referredToBy(List<TablePlan> sent, String ended) {
    List<String> any = new ArrayList<>(List.of("false"));
    for (Reference reference : references) {
      for (TablePlan other : sent) {
        if (reference.readable() && other.name().equals(reference.root())) {
          any.add(
              "EXISTS ("
                  + reference.rows("t")
                  + " AND EXISTS (SELECT FROM "
                  + new ClassifySql(other).act()
                  + " ca WHERE ca.act = '"
                  + ended
                  + "' AND "
                  + other.keyIs("child", "ca")
                  + "))");
        }
      }
    }
    return "(" + String.join(" OR ", any) + ")";
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
