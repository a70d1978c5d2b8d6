package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.reconcile.ConflictResolver.Conflict;
import com.hypermindlabs.understudy.reconcile.ConflictResolver.Decision;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Puts the rows in conflict before the application's resolver, and notes what it decides. */
final class AskResolver {
  private final Session primary;
  private final ConflictResolver resolver;

  AskResolver(Session primary, ConflictResolver resolver) {
    this.primary = primary;
    this.resolver = resolver;
  }

  private record Question(long row, Conflict conflict) {}

  void ask(List<TablePlan> plans) throws SQLException {
    for (TablePlan plan : plans) {
      if (plan.policy() == Policy.RESOLVER || plan.policies().contains(Policy.RESOLVER)) {
        for (Question question : questions(plan)) {
          answer(plan, question);
        }
      }
    }
  }

  private List<Question> questions(TablePlan plan) throws SQLException {
    StageSql stage = new StageSql(plan);
    List<String> names = plan.columns().stream().map(column -> column.name()).toList();
    return primary.list(
        "SELECT a.r, a.conflict, a.apart, CASE WHEN s.o_there THEN "
            + texts(plan, "s.o")
            + " END, CASE WHEN s.s_there THEN "
            + texts(plan, "s.s")
            + " END, CASE WHEN c.r IS NOT NULL THEN "
            + texts(plan, "c.c")
            + " END FROM "
            + new ClassifySql(plan).act()
            + " a JOIN "
            + stage.stage()
            + " s ON s.r = a.r LEFT JOIN "
            + stage.theirs()
            + " c ON c.r = a.r WHERE a.act = 'R' ORDER BY a.r",
        row -> question(plan, names, row));
  }

  private static String texts(TablePlan plan, String prefix) {
    return "ARRAY[" + plan.each(", ", i -> prefix + i + "::text") + "]";
  }

  private static Question question(TablePlan plan, List<String> names, ResultSet row)
      throws SQLException {
    @Nullable Array apart = row.getArray(3);
    List<String> columns = apart == null ? List.of() : Arrays.asList((String[]) apart.getArray());
    return new Question(
        row.getLong(1),
        new Conflict(
            plan.name().toString(),
            row.getString(2),
            columns,
            Ledger.image(names, row.getArray(4)),
            Ledger.image(names, row.getArray(5)),
            Ledger.image(names, row.getArray(6))));
  }

  private void answer(TablePlan plan, Question question) throws SQLException {
    Decision decision;
    try {
      decision = resolver.resolve(question.conflict());
    } catch (RuntimeException e) {
      primary.run(hold(plan, question, Sql.text("the resolver failed: " + e)));
      return;
    }
    if (decision instanceof Decision.Hold) {
      primary.run(hold(plan, question, "cause"));
      return;
    }
    String decided = set(plan, question, sets(plan, question.conflict(), decision));
    if (decision instanceof Decision.Values) {
      // They may be none of their columns' types.
      Optional<SQLException> refusal = primary.refusal(() -> primary.run(decided));
      if (refusal.isPresent()) {
        String cause = "the resolver's values are refused: " + words(refusal.get());
        primary.run(hold(plan, question, Sql.text(cause)));
      }
    } else {
      primary.run(decided);
    }
  }

  /** What the server says, without where in our statement. */
  private static String words(SQLException refusal) {
    @Nullable ServerErrorMessage said =
        refusal instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return String.valueOf(said == null ? refusal.getMessage() : said.getMessage());
  }

  private static String hold(TablePlan plan, Question question, String cause) {
    return set(plan, question, "act = 'H', cause = " + cause);
  }

  private static String set(TablePlan plan, Question question, String sets) {
    return "UPDATE "
        + new ClassifySql(plan).act()
        + " SET "
        + sets
        + " WHERE r = "
        + question.row();
  }

  private static String sets(TablePlan plan, Conflict conflict, Decision decision) {
    if (conflict.ours() == null) {
      return decision instanceof Decision.Values chosen
          ? String.join(", ", instead(plan, chosen.values()))
          : "act = '" + (decision instanceof Decision.Ours ? "D" : "N") + "'";
    }
    if (conflict.theirs() == null) {
      return decision instanceof Decision.Values chosen
          ? String.join(", ", assignments(plan, chosen.values(), "false", "act = 'I'"))
          : "act = '" + (decision instanceof Decision.Ours ? "I" : "N") + "'";
    }
    if (decision instanceof Decision.Theirs) {
      return "act = CASE WHEN " + plan.each(" OR ", i -> "d" + i) + " THEN 'U' ELSE 'N' END";
    }
    Map<String, @Nullable String> values =
        decision instanceof Decision.Values chosen ? chosen.values() : ours(plan, conflict);
    return String.join(", ", assignments(plan, values, "true", "act = 'U'"));
  }

  /** The row that was to go stays with these values. */
  private static List<String> instead(TablePlan plan, Map<String, @Nullable String> values) {
    List<String> sets = assignments(plan, values, "true", "act = 'U'");
    for (int i = 1; i <= plan.width(); i++) {
      if (plan.isKey(i) || !values.containsKey(plan.column(i).name())) {
        sets.add("d" + i + " = false");
      }
    }
    return sets;
  }

  /** What other policies decide is none of the resolver's. */
  private static Map<String, @Nullable String> ours(TablePlan plan, Conflict conflict) {
    Map<String, @Nullable String> all = conflict.ours();
    Map<String, @Nullable String> some = new java.util.LinkedHashMap<>();
    if (all != null) {
      conflict.columns().stream()
          .filter(column -> plan.policy(plan.position(column)) == Policy.RESOLVER)
          .forEach(column -> some.put(column, all.get(column)));
    }
    return some;
  }

  private static List<String> assignments(
      TablePlan plan, Map<String, @Nullable String> values, String changed, String act) {
    List<String> sets = new ArrayList<>();
    sets.add(act);
    values.forEach(
        (column, value) -> {
          int i = plan.position(column);
          if (i > 0 && !plan.isKey(i)) {
            String literal = value == null ? "NULL" : Sql.text(value);
            sets.add(
                "m"
                    + i
                    + " = "
                    + literal
                    + "::"
                    + Images.unlimited(new MergedValue(plan, i).type()));
            sets.add("d" + i + " = " + changed);
          }
        });
    return sets.stream().collect(Collectors.toList());
  }
}
