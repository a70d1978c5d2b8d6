package com.hypermindlabs.understudy.capture;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that take the entries of a partition that was detached out of its root's journal:
 * the root has no such rows any more, and would hand them over as deleted. Those of rows that it
 * has go to its own journal. Of a row that was deleted nobody knows in which partition it was; that
 * entry stands in both, and comes to nothing where there is no such row. Pure.
 *
 * @param from the journal of the root that it was a partition of
 * @param to that of what it belongs to now, itself mostly
 * @param part its name
 */
record DetachedPartition(JournalText from, JournalText to, TableName part) {
  /**
   * All of it, to be run in one transaction.
   *
   * @param sent whether rounds have been sent of the root
   * @throws SQLException with SQLSTATE 55000 when it has another key or lacks a column
   */
  String statements(boolean sent) throws SQLException {
    List<String> names = from.shape().stored().stream().map(Column::name).toList();
    boolean fits =
        from.shape().key().equals(to.shape().key())
            && to.shape().stored().stream().allMatch(column -> names.contains(column.name()));
    if (!fits) {
      throw new SQLException(part.sql() + " has another key or other columns", "55000");
    }
    String journal = from.sent().journal();
    String moved = " b WHERE " + isIn(part) + " AND NOT " + isIn(from.shape().name());
    // Rows that are hidden would count as deleted.
    return "SET LOCAL row_security = off;\nLOCK TABLE "
        + journal
        + " IN SHARE ROW EXCLUSIVE MODE;\n"
        + copy(names, sent)
        + ";\n"
        + touches()
        + (sent ? ";\nDELETE FROM " + from.sent().name() + moved : "")
        + ";\nDELETE FROM "
        + journal
        + moved;
  }

  /** Of two entries for one row the older base stays. */
  private String copy(List<String> names, boolean sent) {
    String images = to.images("o") + ", " + to.images("t");
    String bases = "o_there, t_there, settled, migrated, " + images;
    return "INSERT INTO "
        + to.sent().journal()
        + " AS j ("
        + to.keys()
        + ", touched, held, "
        + bases
        + ") SELECT "
        + keys("b.")
        + ", b.touched, b.held, b.o_there, b.t_there, b.settled, "
        + marks(sent)
        + ", "
        + values("o", names)
        + ", "
        + values("t", names)
        + " FROM "
        + from.sent().journal()
        + " b WHERE "
        + isIn(part)
        + " OR (b.o_there AND NOT "
        + isIn(from.shape().name())
        + ") ON CONFLICT ("
        + to.keys()
        + ") DO UPDATE SET ("
        + bases
        + ") = (excluded.o_there, excluded.t_there, false, excluded.migrated, "
        + images.replaceAll("([ot]\\d+)", "excluded.$1")
        + ")";
  }

  /** Of what is on its way under the root's name nobody will tell whether it has arrived. */
  private String marks(boolean sent) {
    String onItsWay =
        sent ? " OR EXISTS (SELECT FROM " + from.sent().name() + " s WHERE " + sameKey() + ")" : "";
    return "CASE WHEN b.migrated IS NOT NULL"
        + onItsWay
        + " THEN ARRAY["
        + MovedBase.unknown(JournalCarry.numbers(to.shape()))
        + "] END";
  }

  /** The transactions that touched the root have touched it. */
  private String touches() {
    return "INSERT INTO understudy.touch SELECT x.xid, "
        + to.n()
        + ", x.key FROM understudy.touch x WHERE x.n = "
        + from.n()
        + " AND x.key IN (SELECT "
        + new TouchedKey(to.keyTypes()).of(k -> "b.k" + (k + 1))
        + " FROM "
        + to.sent().journal()
        + " b) ON CONFLICT DO NOTHING";
  }

  private String keys(String row) {
    List<String> all = new ArrayList<>();
    for (int k = 1; k <= to.keyTypes().size(); k++) {
      all.add(row + "k" + k);
    }
    return String.join(", ", all);
  }

  private String sameKey() {
    List<String> all = new ArrayList<>();
    for (int k = 1; k <= to.keyTypes().size(); k++) {
      all.add("s.k%1$d = b.k%1$d".formatted(k));
    }
    return String.join(" AND ", all);
  }

  private String isIn(TableName table) {
    List<String> all = new ArrayList<>();
    List<Column> key = to.shape().keyColumns();
    for (int k = 0; k < key.size(); k++) {
      all.add("r." + key.get(k).sql() + " = b.k" + (k + 1));
    }
    return "EXISTS (SELECT FROM " + table.sql() + " r WHERE " + String.join(" AND ", all) + ")";
  }

  private String values(String side, List<String> names) {
    return to.shape().stored().stream()
        .map(column -> "b." + side + (names.indexOf(column.name()) + 1))
        .collect(Collectors.joining(", "));
  }
}
