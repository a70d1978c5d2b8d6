package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Scripts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a round in ever smaller sets of rows, on the server, until those that it will not take
 * stand alone. A unit is written whole or not at all: one row, or the rows of transactions that
 * belong together.
 */
record IsolationSql(List<List<WriteSql>> order, Acts acts) {
  private static final String SCRIPT = Scripts.read(IsolationSql.class, "isolation.sql");
  private static final String IN_CHUNK = " AND a.unit = ANY (chunk)";

  IsolationSql {
    order = List.copyOf(order);
  }

  private List<WriteSql> tables() {
    return order.stream().flatMap(List::stream).toList();
  }

  /** The units that are to be written, deletes first, then parents before children. */
  String todo() {
    List<String> units = new ArrayList<>();
    int place = 0;
    for (WriteSql table : tables()) {
      place++;
      units.add(
          "SELECT unit, CASE act WHEN 'D' THEN "
              + -place
              + " ELSE "
              + place
              + " END AS place, r FROM "
              + new ClassifySql(table.plan()).act()
              + " WHERE act IN ('I', 'U', 'D')");
    }
    String indexes =
        tables().stream()
            .map(table -> "; CREATE INDEX ON " + new ClassifySql(table.plan()).act() + " (unit)")
            .collect(Collectors.joining());
    return "CREATE TEMP TABLE understudy_todo (unit bigint PRIMARY KEY, place bigint NOT NULL, state"
        + " text, cause text) ON COMMIT DROP; INSERT INTO pg_temp.understudy_todo SELECT unit,"
        + " row_number() OVER (ORDER BY min(place), min(r)) FROM ("
        + String.join(" UNION ALL ", units)
        + ") u GROUP BY unit"
        + indexes;
  }

  /** The block that writes what can be written, and leaves the rest in the list with its error. */
  String run() {
    return "DO $understudy$ "
        + SCRIPT.replace("/* writes */", writes()).replace("/* kept */", kept())
        + " $understudy$";
  }

  private String writes() {
    StringBuilder all = new StringBuilder();
    for (List<WriteSql> group : order) {
      List<String> inserts = new ArrayList<>();
      List<String> updates = new ArrayList<>();
      for (WriteSql table : group) {
        if (acts.count(table.plan(), "I") > 0) {
          inserts.add(table.insert(IN_CHUNK));
        }
        List<Integer> changed = acts.changed(table.plan());
        if (!changed.isEmpty()) {
          updates.add(table.update(changed, IN_CHUNK));
        }
      }
      all.append(statement(inserts)).append(expectation(group)).append(statement(updates));
    }
    List<List<WriteSql>> childrenFirst = new ArrayList<>(order);
    Collections.reverse(childrenFirst);
    for (List<WriteSql> group : childrenFirst) {
      all.append(
          statement(
              group.stream()
                  .filter(table -> acts.count(table.plan(), "D") > 0)
                  .map(table -> table.delete(IN_CHUNK))
                  .toList()));
    }
    return all.toString();
  }

  private static String statement(List<String> writes) {
    return switch (writes.size()) {
      case 0 -> "";
      case 1 -> writes.get(0) + ";\nGET DIAGNOSTICS written = ROW_COUNT;\n";
      default -> BulkWrite.together(writes, " INTO written") + ";\n";
    };
  }

  /**
   * A row that came from elsewhere after the rows were classified: the round begins again. A
   * trigger of the application's may refuse rows without a word, which looks the same.
   */
  private String expectation(List<WriteSql> group) {
    boolean triggers = group.stream().anyMatch(table -> table.plan().primary().userTriggers());
    String counts =
        group.stream()
            .filter(table -> acts.count(table.plan(), "I") > 0)
            .map(
                table ->
                    "(SELECT count(*) FROM "
                        + new ClassifySql(table.plan()).act()
                        + " a WHERE a.act = 'I'"
                        + IN_CHUNK
                        + ")")
            .collect(Collectors.joining(" + "));
    return triggers || counts.isEmpty()
        ? ""
        : "IF written <> "
            + counts
            + " THEN RAISE EXCEPTION 'a row came meanwhile' USING ERRCODE = '40001'; END IF;\n";
  }

  /** Under hold, a delete that others' references forbid takes its whole unit with it. */
  private String kept() {
    return tables().stream()
        .filter(table -> table.holds() && acts.count(table.plan(), "D") > 0)
        .map(
            table ->
                "IF EXISTS ("
                    + table.survivors(IN_CHUNK)
                    + ") THEN RAISE EXCEPTION 'deleted here, referred to there' USING ERRCODE ="
                    + " 'foreign_key_violation'; END IF;\n")
        .collect(Collectors.joining());
  }

  /**
   * What was not written is held with its error.
   *
   * @param act H, or S when rows that it may depend on were skipped: it is tried again then
   */
  static String note(TablePlan plan, String act) {
    return "UPDATE "
        + new ClassifySql(plan).act()
        + " a SET act = '"
        + act
        + "', sqlstate = t.state, cause = t.cause FROM pg_temp.understudy_todo t WHERE t.unit ="
        + " a.unit AND a.act IN ('I', 'U', 'D', 'N', 'K')";
  }
}
