package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.JournalCarry.Conversion;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is held of a row, brought into the shape that its table has now: texts by the numbers of
 * columns, in entries, {@code b}, of rows, {@code r}. Pure.
 *
 * @param carry of the journal
 */
record CarriedHeld(JournalCarry carry) {
  private int width() {
    return carry.now().types().size();
  }

  private int number(int i) {
    return carry.now().shape().stored().get(i).number();
  }

  String values() {
    String[] all = new String[IntStream.range(0, width()).map(this::number).max().orElse(0)];
    Arrays.fill(all, "NULL");
    IntStream.range(0, width()).forEach(i -> all[number(i) - 1] = value(i));
    return "CASE WHEN b.held_as IS NOT NULL THEN ARRAY[" + String.join(", ", all) + "]::text[] END";
  }

  private String value(int i) {
    int at = carry.place(i);
    if (at < 0) {
      return "(" + carry.given(i) + ")::text";
    }
    return carry.retyped(at, i)
        ? "CASE WHEN " + known(at, i) + " THEN " + current(i) + "::text ELSE " + before(at) + " END"
        : before(at);
  }

  private String before(int at) {
    return "b.held_as[" + carry.before().numbers().get(at) + "]";
  }

  private String current(int i) {
    return carry.current(i) + "::" + carry.now().types().get(i);
  }

  /** Whether it is what the row has now: nobody has been there since, or the cast says so. */
  private String known(int at, int i) {
    String value = "(" + before(at) + ")::" + carry.before().types().get(at);
    String cast =
        carry.how() == Conversion.UNKNOWN
            ? "false"
            : MovedBase.same(carry.converted(value, at, i), current(i));
    return "(" + carry.rowIsThere() + " AND (b.settled OR " + cast + "))";
  }

  /** The marks that this adds, where something is held: see journal-table.sql. */
  String marks() {
    String old =
        carry.sameTable()
            ? ""
            : "CASE WHEN b.migrated IS NOT NULL THEN ARRAY["
                + MovedBase.unknownHeld(JournalCarry.numbers(carry.now().shape()))
                + "] END || ";
    return "CASE WHEN b.held_as IS NOT NULL THEN nullif("
        + old
        + "array_remove(ARRAY["
        + IntStream.range(0, width())
            .filter(i -> carry.place(i) < 0 || carry.retyped(carry.place(i), i))
            .mapToObj(this::mark)
            .collect(Collectors.joining(", "))
        + "]::text[], NULL), '{}') END";
  }

  private String mark(int i) {
    int at = carry.place(i);
    String unknown = at < 0 ? carry.written(i) : "NOT " + known(at, i);
    return "CASE WHEN " + unknown + " THEN 'h" + number(i) + "' END";
  }
}
