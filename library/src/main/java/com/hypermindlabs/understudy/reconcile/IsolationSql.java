package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Scripts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a round in ever smaller sets of rows, on the server, until those that it will not take
 * stand alone. A unit is written whole or not at all: one row, or the rows of transactions that
 * belong together.
 *
 * @param order the tables, parents first, circles together
 * @param indexes whose values rows of the round hand over
 */
record IsolationSql(List<List<WriteSql>> order, Acts acts, List<UniqueIndex> indexes) {
  private static final String SCRIPT = Scripts.read(IsolationSql.class, "isolation.sql");
  private static final String IN_CHUNK = " AND a.unit = ANY (understudy_chunk)";
  private static final String WITHIN_CHUNK =
      " AND p.has = ANY (understudy_chunk) AND p.want = ANY (understudy_chunk)";

  IsolationSql {
    order = List.copyOf(order);
    indexes = List.copyOf(indexes);
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
    String indexed =
        tables().stream()
            .map(table -> "; " + new ClassifySql(table.plan()).indexUnits())
            .collect(Collectors.joining());
    return "CREATE TEMP TABLE understudy_todo (unit bigint PRIMARY KEY, place bigint NOT NULL,"
        + " suspect boolean NOT NULL DEFAULT false, state text, cause text) ON COMMIT DROP; INSERT"
        + " INTO pg_temp.understudy_todo SELECT unit, row_number() OVER (ORDER BY min(place),"
        + " min(r)) FROM ("
        + String.join(" UNION ALL ", units)
        + ") u GROUP BY unit"
        + indexed;
  }

  /**
   * The block that writes what can be written, and leaves the rest in the list with its error.
   *
   * @param skip whether what others have locked is left like that, or ends the attempt
   */
  String run(boolean skip) {
    return Sql.block(
        SCRIPT
            .replace("/* deletes first */", deletes(true))
            .replace("/* parking */", handovers(index -> index.park(WITHIN_CHUNK)))
            .replace("/* writes */", writes())
            .replace("/* turning back */", handovers(index -> index.turnBack(WITHIN_CHUNK)))
            .replace("/* deletes */", deletes(false))
            .replace("/* taking back */", handovers(index -> index.takeBack(WITHIN_CHUNK)))
            .replace("/* kept */", kept())
            .replace("/* of no row */", SqlStates.OF_NO_ROW)
            .replace("/* skipped */", Sql.array(skip ? SqlStates.LOCKED : List.of())));
  }

  private interface Part {
    String of(HandoverSql handover);
  }

  private String handovers(Part part) {
    return indexes.stream()
        .map(index -> part.of(new HandoverSql(index)))
        .filter(statement -> !statement.isEmpty())
        .map(statement -> statement + ";\n")
        .collect(Collectors.joining());
  }

  private String writes() {
    StringBuilder all = new StringBuilder();
    boolean companions = CompanionSql.possible(tables().stream().map(WriteSql::plan).toList());
    for (List<WriteSql> group : order) {
      List<String> inserts = new ArrayList<>();
      List<String> updates = new ArrayList<>();
      for (WriteSql table : group) {
        if (acts.count(table.plan(), "I") > 0) {
          if (companions) {
            all.append(new CompanionSql(table.plan()).decide(IN_CHUNK)).append(";\n");
          }
          inserts.add(table.insert(IN_CHUNK));
        }
        List<Integer> changed = acts.changed(table.plan(), companions);
        if (!changed.isEmpty()) {
          updates.add(table.update(changed, IN_CHUNK));
        }
      }
      all.append(statement(inserts));
      if (!inserts.isEmpty()) {
        all.append(expectation(group, "I"));
      }
      all.append(statement(updates));
      if (!updates.isEmpty()) {
        all.append(expectation(group, "U"));
      }
    }
    return all.toString();
  }

  private String deletes(boolean early) {
    StringBuilder all = new StringBuilder();
    List<List<WriteSql>> childrenFirst = new ArrayList<>(order);
    Collections.reverse(childrenFirst);
    for (List<WriteSql> group : childrenFirst) {
      boolean circle = BulkWrite.circular(group);
      List<WriteSql> with =
          group.stream().filter(table -> acts.count(table.plan(), "D") > 0).toList();
      if (with.isEmpty() || (early && circle)) {
        continue;
      }
      if (circle) {
        all.append(keeping(with));
      }
      all.append(statement(with.stream().map(table -> table.delete(IN_CHUNK)).toList()));
    }
    return all.toString();
  }

  /** In a circle what is referred to by rows that stay is kept: repeated until nothing. */
  private static String keeping(List<WriteSql> group) {
    return group.stream()
        .map(
            table ->
                table.keepReferred(IN_CHUNK)
                    + ";\nGET DIAGNOSTICS understudy_written = ROW_COUNT;\nunderstudy_moved := understudy_moved + understudy_written;\n")
        .collect(
            Collectors.joining(
                "",
                "LOOP\nunderstudy_moved := 0;\n",
                "EXIT WHEN understudy_moved = 0;\nEND LOOP;\n"));
  }

  private static String statement(List<String> writes) {
    return switch (writes.size()) {
      case 0 -> "";
      case 1 -> writes.get(0) + ";\nGET DIAGNOSTICS understudy_written = ROW_COUNT;\n";
      default -> BulkWrite.together(writes, " INTO understudy_written") + ";\n";
    };
  }

  /**
   * What was to be written and was not: where a row has come from elsewhere after the rows were
   * classified the round begins again, and what the primary has not taken is refused.
   */
  private String expectation(List<WriteSql> group, String act) {
    List<WriteSql> with =
        group.stream()
            .filter(table -> act.equals("U") || acts.count(table.plan(), act) > 0)
            .toList();
    String rows =
        each(
            with,
            " + ",
            table ->
                "(SELECT count(*) FROM "
                    + new ClassifySql(table.plan()).act()
                    + " a WHERE a.act = '"
                    + act
                    + "'"
                    + IN_CHUNK
                    + ")");
    String come =
        act.equals("U")
            ? ""
            : raise(
                each(with, " OR ", table -> new CompanionSql(table.plan()).anyOfOthers(IN_CHUNK)),
                "a row came meanwhile",
                "40001");
    return "IF understudy_written <> "
        + rows
        + " THEN "
        + come
        + raise(
            each(with, " OR ", table -> table.anyNotThere(act, IN_CHUNK)),
            WriteSql.NOT_TAKEN,
            REFUSED)
        + "END IF;\n";
  }

  private static String each(List<WriteSql> tables, String glue, Function<WriteSql, String> form) {
    return tables.stream().map(form).collect(Collectors.joining(glue));
  }

  private static String raise(String condition, String message, String state) {
    return "IF "
        + condition
        + " THEN RAISE EXCEPTION USING MESSAGE = "
        + Sql.text(message)
        + ", ERRCODE = '"
        + state
        + "'; END IF;\n";
  }

  /**
   * What was to go and is referred to stays. Under hold that takes its whole unit with it; and a
   * row whose value others are to get is tried again, with them.
   */
  private String kept() {
    String kept = "deleted here, referred to there";
    return tables().stream()
        .filter(table -> acts.count(table.plan(), "D") > 0)
        .map(
            table ->
                table.holds()
                    ? raise(exists(table.refusedDeletes(IN_CHUNK)), WriteSql.NOT_TAKEN, REFUSED)
                        + raise(exists(table.survivors(IN_CHUNK)), kept, "23503")
                    : handsOver(table.plan())
                        ? raise(exists(table.survivors(IN_CHUNK) + handingOver(table)), kept, KEPT)
                        : "")
        .collect(Collectors.joining());
  }

  private static String exists(String rows) {
    return "EXISTS (" + rows + ")";
  }

  private static String handingOver(WriteSql table) {
    return " AND a.r IN (SELECT p.r FROM "
        + HandoverSql.TABLE
        + " p WHERE p.n = "
        + table.plan().number()
        + ")";
  }

  /** Of a delete that did not happen, which is no error. */
  static final String KEPT = "P0K01";

  /** Of what the primary left out without an error. */
  private static final String REFUSED = "P0K02";

  private boolean handsOver(TablePlan plan) {
    return indexes.stream().anyMatch(index -> index.plan().equals(plan));
  }

  /** Deletes that did not happen are none of the refused. */
  String forgetKept() {
    return tables().stream()
        .map(
            table ->
                "UPDATE " + new ClassifySql(table.plan()).act() + " SET act = 'D' WHERE act = 'K'")
        .collect(
            Collectors.joining(
                "; ", "DELETE FROM pg_temp.understudy_todo WHERE state = '" + KEPT + "'; ", ""));
  }

  /** Whether something is left because others have locked it, as a condition. */
  static String anyLocked() {
    return "EXISTS (SELECT FROM pg_temp.understudy_todo t WHERE t.state = ANY ("
        + Sql.array(SqlStates.LOCKED)
        + "))";
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
