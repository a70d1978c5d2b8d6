package com.hypermindlabs.understudy.reconcile;

import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides what is to be done with each row of one table: the table {@code act} has a row for each
 * row of the stage, with its key and the merged values.
 *
 * <p>Acts: I insert, U update, D delete, N nothing (theirs is right as it is), H held, S skipped
 * (another session has it locked: next round), A adopted (theirs is the same thing), B born on both
 * sides, R for the resolver, K kept because rows of others refer to it, X nothing (born here and
 * deleted again, and not there).
 */
record ClassifySql(TablePlan plan) {
  private static final String STANDING =
      "r, unit, kw, own, adopted, ambiguous, state, cause, o_there, s_there, c_there, b_there, taken, migrated";

  /** A delete of a row that may have another key there by now. */
  private static final String RENUMBERED =
      "o_there AND NOT s_there AND NOT c_there AND 'k' = ANY (migrated)";

  private static final String BY_A_MIGRATION =
      " || CASE WHEN migrated IS NULL THEN '' ELSE ', perhaps by a migration' END";

  private StageSql stage() {
    return new StageSql(plan);
  }

  String act() {
    return "pg_temp.understudy_a" + plan.number();
  }

  private MergedValue value(int position) {
    return new MergedValue(plan, position);
  }

  String actColumns() {
    return "r bigint, unit bigint, act \"char\", conflict text, cause text, sqlstate text,"
        + " apart text[], "
        + plan.eachKey(", ", i -> "k" + i + " " + plan.key().get(i - 1).base())
        + ", "
        + plan.each(", ", i -> "m" + i + " " + value(i).type())
        + ", "
        + plan.each(", ", i -> "d" + i + " boolean");
  }

  /** The table may have served a round that needed it before. */
  String indexUnits() {
    return "CREATE INDEX IF NOT EXISTS understudy_u" + plan.number() + " ON " + act() + " (unit)";
  }

  String classify() {
    return "INSERT INTO "
        + act()
        + " SELECT r, coalesce(unit, r), "
        + decision()
        + ", "
        + conflict()
        + ", CASE WHEN state IS NOT NULL THEN cause WHEN ambiguous THEN coalesce(cause, 'its natural key is not clear')"
        + " END, state, "
        + apart()
        + ", "
        + plan.keyList("")
        + ", "
        + plan.list("m")
        + ", "
        + plan.each(", ", i -> value(i).changes())
        + " FROM ("
        + merged()
        + ") j";
  }

  /** Every level takes what the next one needs and no more: a row of a stage is wide. */
  private String merged() {
    return "SELECT "
        + taken("c", "w", "z")
        + ", "
        + plan.each(", ", i -> value(i).value() + " AS m" + i)
        + ", "
        + any("w")
        + " AS in_conflict, "
        + toHold()
        + " AS to_hold, o_there <> s_there OR "
        + any("x")
        + " AS ours_changed, b_there <> c_there OR "
        + any("y")
        + " AS theirs_changed FROM (SELECT "
        + taken("o", "s", "c", "x", "y", "z")
        + ", "
        + any("y")
        + " AS seen, "
        + plan.each(", ", i -> value(i).conflict() + " AS w" + i)
        + " FROM (SELECT "
        + taken("o", "s", "c")
        + ", "
        + plan.each(
            ", ",
            i ->
                anyOf(i, MergedValue::oursChanged)
                    + " AS x"
                    + i
                    + ", "
                    + anyOf(i, MergedValue::theirsChanged)
                    + " AS y"
                    + i
                    + ", "
                    + anyOf(i, MergedValue::apart)
                    + " AS z"
                    + i)
        + " FROM ("
        + facts()
        + ") f OFFSET 0) g OFFSET 0) h OFFSET 0";
  }

  /** What says how a row stands, its key, and the columns of these prefixes. */
  private String taken(String... prefixes) {
    return STANDING
        + ", "
        + plan.keyList("")
        + ", "
        + Stream.of(prefixes).map(plan::list).collect(Collectors.joining(", "));
  }

  /** Whether it holds for one of the columns that merge together with that one. */
  private String anyOf(int position, Function<MergedValue, String> question) {
    return plan.together(position).stream()
        .map(i -> question.apply(value(i)))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private String any(String prefix) {
    return "(" + plan.each(" OR ", i -> prefix + i) + ")";
  }

  /**
   * A row that is there and was not locked by us is in somebody's hands, or has just come. Asked
   * only for rows that we have not locked: a join would read the whole table once more.
   */
  private String facts() {
    return "SELECT s.*, "
        + plan.list("c.c")
        + ", "
        + StageSql.THERE
        + ", c.r IS NULL AND EXISTS (SELECT FROM "
        + plan.table()
        + " t WHERE "
        + plan.keyIs("t", "s")
        + ") AS taken FROM "
        + stage().stage()
        + " s LEFT JOIN "
        + stage().theirs()
        + " c ON c.r = s.r OFFSET 0";
  }

  private String decision() {
    return "CASE WHEN taken THEN 'S' WHEN ambiguous OR state IS NOT NULL THEN 'H' WHEN s_there AND c_there THEN "
        + both()
        + " WHEN s_there THEN CASE WHEN NOT ours_changed THEN 'N' WHEN NOT b_there THEN 'I' ELSE "
        + undecidedOr("'I'")
        + " END WHEN c_there AND o_there THEN CASE WHEN theirs_changed THEN "
        + undecidedOr(plan.policy() == Policy.FALLBACK_WINS ? "'D'" : "'N'")
        + " WHEN in_conflict THEN "
        + undecidedOr("'D'")
        + " ELSE 'D' END WHEN NOT c_there AND NOT o_there THEN 'X' WHEN "
        + RENUMBERED
        + " THEN 'H' ELSE 'N' END";
  }

  private String undecidedOr(String decided) {
    return switch (plan.policy()) {
      case HOLD -> "'H'";
      case RESOLVER -> "'R'";
      default -> decided;
    };
  }

  private String both() {
    String changed = "(" + plan.each(" OR ", i -> value(i).changes()) + ")";
    return "CASE WHEN adopted THEN 'A' WHEN NOT o_there AND NOT b_there AND "
        + any("z")
        + " THEN CASE WHEN kw AND NOT own THEN 'A' ELSE 'B' END WHEN to_hold"
        + noSum()
        + " THEN 'H' WHEN "
        + anyWhere(i -> plan.policy(i) == Policy.RESOLVER)
        + " THEN 'R' WHEN "
        + changed
        + " THEN 'U' ELSE 'N' END";
  }

  /**
   * Whether one of the columns under {@code hold} is in conflict by a change of ours. What only a
   * migration has made different is for the record alone.
   */
  private String toHold() {
    String columns =
        IntStream.rangeClosed(1, plan.width())
            .filter(i -> plan.policy(i) == Policy.HOLD)
            .mapToObj(i -> "w" + i + " AND x" + i)
            .collect(Collectors.joining(" OR "));
    return columns.isEmpty() ? "false" : "(" + columns + ")";
  }

  /** Or a sum whose base a migration has changed: nobody knows what is to be added to theirs. */
  private String noSum() {
    return IntStream.rangeClosed(1, plan.width())
        .filter(i -> plan.policy(i) == Policy.DELTA)
        .mapToObj(i -> " OR (w" + i + " AND " + value(i).unknown() + ")")
        .collect(Collectors.joining());
  }

  /** Whether one of these columns is in conflict. */
  private String anyWhere(IntPredicate among) {
    String columns =
        IntStream.rangeClosed(1, plan.width())
            .filter(among)
            .mapToObj(i -> "w" + i)
            .collect(Collectors.joining(" OR "));
    return columns.isEmpty() ? "false" : "(" + columns + ")";
  }

  private String conflict() {
    return "CASE WHEN taken OR state IS NOT NULL THEN NULL"
        + " WHEN s_there AND c_there THEN CASE WHEN NOT o_there AND NOT b_there AND "
        + any("z")
        + " THEN CASE WHEN adopted OR (kw AND NOT own) THEN 'the same thing, theirs is adopted' ELSE 'born on"
        + " both sides' END WHEN "
        + anyWhere(i -> !value(i).fixed())
        + " THEN 'changed on both sides'"
        + BY_A_MIGRATION
        + " WHEN in_conflict THEN 'changed here, takes no value there'"
        + " END"
        + " WHEN s_there AND ours_changed AND b_there THEN 'changed here, deleted there'"
        + " WHEN c_there AND o_there AND NOT s_there AND (theirs_changed OR in_conflict)"
        + " THEN 'deleted here, changed there'"
        + BY_A_MIGRATION
        + " WHEN "
        + RENUMBERED
        + " THEN 'deleted here, and a migration gave rows other keys' END";
  }

  /** The columns in conflict. */
  private String apart() {
    return "CASE WHEN in_conflict THEN array_remove(ARRAY["
        + plan.each(
            ", ", i -> "CASE WHEN w" + i + " THEN " + Sql.text(plan.column(i).name()) + " END")
        + "], NULL) END";
  }
}
