package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is asked of several tables in one statement. */
final class TableQuestions {
  private TableQuestions() {}

  /** Which tables a condition holds for, in one question. */
  static <T> List<T> among(Session session, List<T> all, Function<T, String> condition)
      throws SQLException {
    List<Boolean> answers = session.asked(all.stream().map(condition).toList());
    List<T> holds = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i)) {
        holds.add(all.get(i));
      }
    }
    return holds;
  }

  /** All of what they answer. */
  static <T> String union(List<T> all, Function<T, String> query) {
    return all.stream().map(query).collect(Collectors.joining(" UNION ALL "));
  }
}
