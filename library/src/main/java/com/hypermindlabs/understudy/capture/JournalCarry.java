package com.hypermindlabs.understudy.capture;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that bring the entries of a journal, and what rounds keep beside it, into the
 * shape that its table has now. Pure.
 *
 * <p>A column is the same when it has the same number, or, in a table that was made anew, the same
 * name. A column that is new has the value that the migration gave it: that of the row as it is
 * now, or, where the row is gone, the default that it was added with, as far as the table was not
 * rewritten since.
 *
 * @param before from what the journal was made
 * @param now what is to be made
 * @param how values come to another type
 */
record JournalCarry(Covered before, JournalText now, Conversion how) {
  /** How values of a column come to the type that it has now. */
  enum Conversion {
    /** By the cast that there is between the types. */
    CAST,
    /** Through their text. */
    TEXT,
    /**
     * Not at all: the migration had a rule of its own. Nothing is known then of what the row was
     * before, so that where the servers differ it counts as changed on both; of what was sent and
     * is sent again it is the row as it is now.
     */
    UNKNOWN
  }

  /** Whether the images have to change at all. */
  static boolean needed(Covered before, JournalText now) {
    TableShape shape = now.shape();
    return before.relation() != shape.oid()
        || !before.numbers().equals(numbers(shape))
        || !before.types().equals(now.types())
        || !before.keyColumns().equals(shape.key());
  }

  static List<Integer> numbers(TableShape shape) {
    return shape.stored().stream().map(Column::number).toList();
  }

  /**
   * All of it, to be run in one transaction.
   *
   * @throws SQLException with SQLSTATE 55000 when the key is another one: the entries cannot be
   *     told apart by it
   */
  String statements() throws SQLException {
    requireSameKey();
    return carry(
        "journal_" + now.n(), now.table(), "touched, o_there, t_there, settled, held", "o");
  }

  /** The same for what rounds have sent and not settled, after it. */
  String sent() {
    SentTable sent = now.sent();
    return carry(
        "sent_" + sent.n(), sent.create(), "r, round, unit, touched, s_there, kind, t_there", "s");
  }

  /**
   * @param others the columns that no value of the table is in
   * @param side which image stands beside {@code t}
   */
  private String carry(String name, String create, String others, String side) {
    String aside = name + "_before";
    return "ALTER TABLE understudy.%s RENAME TO %s;%n".formatted(name, aside)
        + create
        + ";%nINSERT INTO understudy.%s (%s, %s, %s, %s)%n"
            .formatted(name, now.keys(), others, now.images(side), now.images("t"))
        + "SELECT "
        + keys()
        + ", b."
        + others.replace(", ", ", b.")
        + ", "
        + images(side)
        + ", "
        + images("t")
        + "%nFROM understudy.%s b LEFT JOIN %s r ON ".formatted(aside, now.shape().name().sql())
        + join()
        + ";%nDROP TABLE understudy.%s".formatted(aside);
  }

  private void requireSameKey() throws SQLException {
    List<String> key = now.shape().key();
    boolean same = key.size() == before.keyColumns().size();
    for (int k = 0; same && k < key.size(); k++) {
      same = key.get(k).equals(nameNow(before.keyColumns().get(k)));
    }
    if (!same) {
      throw new SQLException(
          "its primary key was changed while changes of its rows are not yet returned", "55000");
    }
  }

  /** What a column is called now. */
  private @Nullable String nameNow(String nameBefore) {
    int at = before.names().indexOf(nameBefore);
    if (!sameTable() || at < 0) {
      return nameBefore;
    }
    int number = before.numbers().get(at);
    return now.shape().columns().stream()
        .filter(column -> column.number() == number)
        .map(Column::name)
        .findFirst()
        .orElse(null);
  }

  private boolean sameTable() {
    return before.relation() == now.shape().oid();
  }

  private String keys() {
    List<String> all = new ArrayList<>();
    for (int k = 0; k < now.keyTypes().size(); k++) {
      all.add("b.k" + (k + 1) + "::" + now.keyTypes().get(k));
    }
    return String.join(", ", all);
  }

  private String join() {
    List<String> all = new ArrayList<>();
    List<Column> key = now.shape().keyColumns();
    for (int k = 0; k < key.size(); k++) {
      all.add("r." + key.get(k).sql() + " = b.k" + (k + 1) + "::" + now.keyTypes().get(k));
    }
    return String.join(" AND ", all);
  }

  private String images(String side) {
    List<String> all = new ArrayList<>();
    List<Column> stored = now.shape().stored();
    for (int i = 0; i < stored.size(); i++) {
      String type = now.types().get(i);
      int at =
          sameTable()
              ? before.numbers().indexOf(stored.get(i).number())
              : before.names().indexOf(stored.get(i).name());
      all.add(at < 0 ? added(side, stored.get(i), type) : carried(side, at, stored.get(i), type));
    }
    return String.join(", ", all);
  }

  private String carried(String side, int at, Column column, String type) {
    String value = "b." + side + (at + 1);
    if (before.types().get(at).equals(type)) {
      return value;
    }
    return switch (how) {
      case CAST -> value + "::" + type;
      case TEXT -> value + "::text::" + type;
      case UNKNOWN -> side.equals("s") ? "r." + column.sql() : "NULL";
    };
  }

  private String added(String side, Column column, String type) {
    String first = now.shape().keyColumns().get(0).sql();
    String missing =
        type.endsWith("]")
            ? "NULL"
            : "(SELECT (a.attmissingval::text::"
                + type
                + "[])[1] FROM pg_attribute a WHERE a.atthasmissing AND a.attrelid = "
                + now.shape().oid()
                + " AND a.attnum = "
                + column.number()
                + ")";
    return "CASE WHEN b.%s_there THEN CASE WHEN r.%s IS NOT NULL THEN r.%s ELSE %s END END"
        .formatted(side, first, column.sql(), missing);
  }
}
