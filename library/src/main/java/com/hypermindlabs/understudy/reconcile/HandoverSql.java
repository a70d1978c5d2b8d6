package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey.Action;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.reconcile.UniqueIndex.Parking;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements about values of one unique index that pass from one row of a round to another. The
 * row that has such a value is parked, which is to say moved out of the way, before the other one
 * gets it; then all values of a swap or a chain can be written in any order.
 *
 * <p>{@code understudy_handover} has them all: row {@code r} of table {@code n} has, in the unit
 * {@code has}, a value of index {@code i} that the unit {@code want} is to get.
 */
record HandoverSql(UniqueIndex index) {
  static final String TABLE = "pg_temp.understudy_handover";

  static String create() {
    return "CREATE TEMP TABLE understudy_handover (n integer, i integer, r bigint, has bigint, want"
        + " bigint) ON COMMIT DROP";
  }

  private TablePlan plan() {
    return index.plan();
  }

  /** Finds them; a row that keeps its value hands nothing over. */
  String find() {
    RoundRows rows = new RoundRows(plan());
    String wants = index.valuesOf(rows.coming());
    return "INSERT INTO "
        + TABLE
        + " SELECT "
        + plan().number()
        + ", "
        + index.number()
        + ", h.r, h.unit, w.unit FROM "
        + index.valuesOf(rows.leaving())
        + " h JOIN "
        + wants
        + " w ON "
        + index.equal("h", "w")
        + " AND h.r <> w.r WHERE NOT EXISTS (SELECT FROM "
        + wants
        + " own WHERE own.r = h.r AND "
        + index.equal("own", "h")
        + ")";
  }

  /** Has the parked column of rows that stay written again, though it may not change. */
  String rewriteParked() {
    return with(
        parking ->
            "UPDATE "
                + new ClassifySql(plan()).act()
                + " a SET d"
                + parking.position()
                + " = true WHERE a.act = 'U' AND a.r IN (SELECT p.r FROM "
                + TABLE
                + " p WHERE "
                + mine("p")
                + ")");
  }

  /**
   * Moves rows of a chunk out of the way of rows of it.
   *
   * @param which a condition on a handover {@code p}
   */
  String park(String which) {
    return with(
        parking ->
            "UPDATE "
                + plan().table()
                + " t SET "
                + plan().column(parking.position()).sql()
                + " = "
                + parking.value()
                + " FROM (SELECT d.r, row_number() OVER () AS n FROM (SELECT DISTINCT p.r FROM "
                + TABLE
                + " p WHERE "
                + mine("p")
                + which
                + ") d) p JOIN "
                + new StageSql(plan()).stage()
                + " s ON s.r = p.r WHERE "
                + plan().keyIs("t", "s"));
  }

  /** What was to go and stays after all has its value back, if it is still free. */
  String takeBack(String which) {
    return with(
        parking ->
            "UPDATE "
                + plan().table()
                + " t SET "
                + plan().column(parking.position()).sql()
                + " = c.c"
                + parking.position()
                + " FROM "
                + new StageSql(plan()).stage()
                + " s JOIN "
                + new StageSql(plan()).theirs()
                + " c ON c.r = s.r JOIN "
                + new ClassifySql(plan()).act()
                + " a ON a.r = s.r WHERE a.act IN ('D', 'K') AND "
                + plan().keyIs("t", "s")
                + " AND s.r IN (SELECT p.r FROM "
                + TABLE
                + " p WHERE "
                + mine("p")
                + which
                + ")");
  }

  /**
   * Rows that followed the value of a row that goes, as it was parked, go back to the value, which
   * another row has by now: a row whose key has changed is such a pair.
   */
  String turnBack(String which) {
    return index.references().stream()
        .filter(reference -> reference.key().onUpdate() == Action.CASCADE)
        .map(reference -> with(parking -> turnBack(reference, parking.position(), which)))
        .filter(statement -> !statement.isEmpty())
        .collect(Collectors.joining(";\n"));
  }

  private String turnBack(Reference reference, int position, String which) {
    int place = reference.key().targetColumns().indexOf(plan().column(position).name());
    if (place < 0) {
      return "";
    }
    return "UPDATE "
        + (reference.partitioned() ? "" : "ONLY ")
        + reference.child().sql()
        + " child SET "
        + TableName.quoted(reference.key().columns().get(place))
        + " = c.c"
        + position
        + " FROM "
        + new ClassifySql(plan()).act()
        + " a JOIN "
        + new StageSql(plan()).theirs()
        + " c ON c.r = a.r JOIN "
        + plan().table()
        + " t ON "
        + plan().keyIs("t", "a")
        + " WHERE a.act = 'D' AND a.r IN (SELECT p.r FROM "
        + TABLE
        + " p WHERE "
        + mine("p")
        + which
        + ") AND "
        + reference.joins("child", "t");
  }

  /** Nothing where no value can be made up: such rows are held. */
  private String with(Function<Parking, String> statement) {
    return index.parking().map(statement).orElse("");
  }

  private String mine(String row) {
    return row + ".n = " + plan().number() + " AND " + row + ".i = " + index.number();
  }
}
