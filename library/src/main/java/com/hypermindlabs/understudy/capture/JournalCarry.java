package com.hypermindlabs.understudy.capture;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that bring the entries of a journal, and what rounds keep beside it, into the
 * shape that its table has now. Pure.
 *
 * <p>A column is the same when it has the same number, or, in a table that was made anew, the same
 * name. The base of a column that is new is what the migration gave every row: the default that it
 * was added with or, where each row has its own or it was filled, that of the row as it is now.
 * Where a value of another type is not what the row has now, either the application had changed it,
 * or the migration had a rule of its own: the base is not known ({@link MovedBase}).
 *
 * @param before from what the journal was made
 * @param now what is to be made
 * @param how values come to another type
 * @param alike pairs of types of which each value is the same in both: {@link #pair}
 */
record JournalCarry(Covered before, JournalText now, Conversion how, Set<String> alike) {
  /** Whether it may be that rows got different values when a column, {@code a}, was added. */
  private static final String OF_EACH_ROW =
      "((a.atthasdef OR a.attidentity <> '') AND NOT a.atthasmissing)";

  JournalCarry {
    alike = Set.copyOf(alike);
  }

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

  /** One of {@link #alike}. */
  static String pair(String before, String now) {
    return before + " " + now;
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
        "journal_" + now.n(),
        now.table(),
        "touched, o_there, t_there, settled, held, held_in",
        "o");
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
    CarriedHeld held = new CarriedHeld(this);
    boolean ofJournal = side.equals("o");
    return "ALTER TABLE understudy.%s RENAME TO %s;%n".formatted(name, aside)
        + create
        + ";%nINSERT INTO understudy.%s (%s, %s, migrated, %s%s, %s)%n"
            .formatted(
                name,
                now.keys(),
                others,
                ofJournal ? "held_as, " : "",
                now.images(side),
                now.images("t"))
        + "SELECT "
        + keys()
        + ", b."
        + others.replace(", ", ", b.").replace("b.settled", settled())
        + ", "
        + marks(side)
        + (ofJournal ? " || " + held.marks() + ", " + held.values() : "")
        + ", "
        + images(side)
        + ", "
        + images("t")
        + "%nFROM understudy.%s b LEFT JOIN %s r ON ".formatted(aside, now.shape().name().sql())
        + join()
        + (side.equals("s") ? " LEFT JOIN " + now.sent().journal() + " j ON " + sameKey() : "")
        + ";%nDROP TABLE understudy.%s".formatted(aside);
  }

  /** What is held in a type of before is sent again: the ledger has it in that. */
  private String settled() {
    return anyRetyped() ? "b.settled AND NOT (b.held AND b.o_there)" : "b.settled";
  }

  private boolean anyRetyped() {
    return IntStream.range(0, now.types().size())
        .anyMatch(i -> place(i) >= 0 && retyped(place(i), i));
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

  boolean sameTable() {
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

  private String sameKey() {
    List<String> all = new ArrayList<>();
    for (int k = 1; k <= now.keyTypes().size(); k++) {
      all.add("j.k%1$d = b.k%1$d::%2$s".formatted(k, now.keyTypes().get(k - 1)));
    }
    return String.join(" AND ", all);
  }

  private String images(String side) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < now.types().size(); i++) {
      int at = place(i);
      all.add(at < 0 ? added(side, i) : carried(side, at, i));
    }
    return String.join(", ", all);
  }

  /** Where the image of a column stood before; less than 0 for one that is new. */
  int place(int i) {
    Column column = now.shape().stored().get(i);
    return sameTable()
        ? before.numbers().indexOf(column.number())
        : before.names().indexOf(column.name());
  }

  private String carried(String side, int at, int i) {
    if (!retyped(at, i)) {
      return image(side, at, i);
    }
    return switch (how) {
      case CAST, TEXT ->
          side.equals("s")
              ? "CASE WHEN "
                  + untouched()
                  + " THEN "
                  + current(i)
                  + " ELSE "
                  + image(side, at, i)
                  + " END"
              : image(side, at, i);
      case UNKNOWN -> side.equals("s") ? current(i) : "NULL";
    };
  }

  boolean retyped(int at, int i) {
    String type = before.types().get(at);
    return !type.equals(now.types().get(i)) && !alike.contains(pair(type, now.types().get(i)));
  }

  private String image(String side, int at, int i) {
    return converted("b." + side + (at + 1), at, i);
  }

  /** A value of the type that a column had, in the one that it has. */
  String converted(String value, int at, int i) {
    if (before.types().get(at).equals(now.types().get(i))) {
      return value;
    }
    return value + (how == Conversion.TEXT ? "::text::" : "::") + now.types().get(i);
  }

  String current(int i) {
    return "r." + now.shape().stored().get(i).sql();
  }

  String rowIsThere() {
    return "r." + now.shape().keyColumns().get(0).sql() + " IS NOT NULL";
  }

  /**
   * Of what was sent: whether the row is still what was sent, but for what migrations made of it.
   */
  private String untouched() {
    return "(" + rowIsThere() + " AND j.touched = b.touched)";
  }

  private String added(String side, int i) {
    String value = side.equals("s") ? given(rowIsThere(), i) : given(i);
    return "CASE WHEN b.%s_there THEN %s END".formatted(side, value);
  }

  /** What rows have in a new column: their own, or what it was added with. */
  private String given(String own, int i) {
    return "CASE WHEN %s THEN %s ELSE (SELECT (a.attmissingval::text::text[])[1]::%s%s) END"
        .formatted(own, current(i), now.types().get(i), of(i));
  }

  /** The same for rows of the journal. */
  String given(int i) {
    return given("(" + filled(i) + " OR (SELECT " + OF_EACH_ROW + of(i) + "))", i);
  }

  /** Whether a migration has filled a column that the journal did not have yet. */
  private String filled(int i) {
    int number = now.shape().stored().get(i).number();
    return sameTable() ? "coalesce('m" + number + "' = ANY (b.migrated), false)" : "false";
  }

  private String of(int i) {
    return " FROM pg_attribute a WHERE a.attrelid = "
        + now.shape().oid()
        + " AND a.attnum = "
        + now.shape().stored().get(i).number();
  }

  /** See journal-table.sql; of a table that was made anew the old marks tell nothing. */
  private String marks(String side) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < now.types().size(); i++) {
      int at = place(i);
      if (at < 0 && side.equals("o")) {
        all.add(markOfNew(i));
      } else if (at >= 0 && retyped(at, i) && how != Conversion.UNKNOWN) {
        all.add(markOfRetyped(side, at, i));
      }
    }
    if (side.equals("s") && anyRetyped()) {
      all.add("'v'");
    }
    String old =
        sameTable()
            ? "coalesce(b.migrated, '{}')"
            : "CASE WHEN b.migrated IS NULL THEN '{}' ELSE ARRAY["
                + MovedBase.unknown(numbers(now.shape()))
                + "] END";
    return "nullif("
        + old
        + " || array_remove(ARRAY["
        + String.join(", ", all)
        + "]::text[], NULL), '{}')";
  }

  /** What was written into a column before the journal knew it cannot be told from its default. */
  private String markOfNew(int i) {
    int number = now.shape().stored().get(i).number();
    return "CASE WHEN NOT b.o_there THEN NULL WHEN NOT "
        + rowIsThere()
        + " THEN 'n%1$d' WHEN ".formatted(number)
        + written(i)
        + " THEN 'u%1$d' END".formatted(number);
  }

  /** Whether the row was written since a column was there that rows have their own values in. */
  String written(int i) {
    return "(SELECT " + OF_EACH_ROW + " AND age(a.xmin) >= age(b.touched::xid)" + of(i) + ")";
  }

  private String markOfRetyped(String side, int at, int i) {
    return "CASE WHEN b."
        + side
        + "_there"
        + (side.equals("s") ? " AND NOT " + untouched() : "")
        + " AND NOT ("
        + rowIsThere()
        + " AND "
        + MovedBase.same(image(side, at, i), current(i) + "::" + now.types().get(i))
        + ") THEN 'u"
        + now.shape().stored().get(i).number()
        + "' END";
  }
}
