package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is asked of several tables in one statement. */
final class TableQuestions {
  private TableQuestions() {}

  /** A piece of SQL about one table. */
  interface Question {
    String of(TablePlan plan);
  }

  /** Which tables a condition holds for, in one question. */
  static List<TablePlan> among(Session session, List<TablePlan> all, Question condition)
      throws SQLException {
    List<Boolean> answers = session.asked(all.stream().map(condition::of).toList());
    List<TablePlan> holds = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i)) {
        holds.add(all.get(i));
      }
    }
    return holds;
  }

  /** All of what they answer. */
  static String union(List<TablePlan> all, Question query) {
    return all.stream().map(query::of).collect(Collectors.joining(" UNION ALL "));
  }
}
