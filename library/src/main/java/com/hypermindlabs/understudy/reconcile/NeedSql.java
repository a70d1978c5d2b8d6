package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which units of a round cannot be written before others: {@code understudy_need} has them as
 * {@code of} and {@code needs}. Units that need each other in a circle go together.
 *
 * @param plan of a table that refers
 * @param key its foreign key
 * @param target of the table that it refers to
 */
record NeedSql(TablePlan plan, ForeignKey key, TablePlan target) {
  static String create() {
    return "CREATE TEMP TABLE understudy_need (of bigint, needs bigint) ON COMMIT DROP";
  }

  /** Who gets a value needs the row that has it to move. */
  static String ofValues() {
    return "INSERT INTO pg_temp.understudy_need SELECT DISTINCT want, has FROM "
        + HandoverSql.TABLE
        + " WHERE want <> has";
  }

  /** Whether a round carries all the columns. */
  boolean known() {
    return key.columns().stream().allMatch(column -> plan.position(column) > 0)
        && key.targetColumns().stream().allMatch(column -> target.position(column) > 0);
  }

  /** Who refers to a new row needs it. */
  String ofReferences() {
    boolean toKey = List.copyOf(key.targetColumns()).containsAll(target.primary().key());
    return "INSERT INTO pg_temp.understudy_need SELECT DISTINCT x.understudy_unit,"
        + " y.understudy_unit FROM "
        + new RoundRows(plan).coming()
        + " x JOIN "
        + new RoundRows(target).coming()
        + " y ON "
        + joins("x", "y")
        + " WHERE x.understudy_unit <> y.understudy_unit"
        + (toKey ? " AND y.understudy_act = 'I'" : "");
  }

  /** What is to go needs those that refer to it to go, or to turn to another row, before. */
  String ofDeletes() {
    return "INSERT INTO pg_temp.understudy_need SELECT DISTINCT y.understudy_unit,"
        + " x.understudy_unit FROM "
        + new RoundRows(plan).leaving()
        + " x JOIN "
        + new RoundRows(target).leaving()
        + " y ON "
        + joins("x", "y")
        + " WHERE x.understudy_unit <> y.understudy_unit AND y.understudy_act = 'D'";
  }

  private String joins(String child, String parent) {
    return IntStream.range(0, key.columns().size())
        .mapToObj(
            i ->
                child
                    + "."
                    + quoted(key.columns().get(i))
                    + " = "
                    + parent
                    + "."
                    + quoted(key.targetColumns().get(i)))
        .collect(Collectors.joining(" AND "));
  }

  private static String quoted(String column) {
    return TableName.quoted(column);
  }
}
