package com.hypermindlabs.understudy.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a journal does when a migration changes a row, as parts of its trigger functions: the base
 * of a column moves with the row where the application had left the column alone, and is not known
 * any more where it had not. Pure.
 */
record MovedBase(JournalText text) {
  /** The marks of entries of which nothing is known any more, as a list for statements. */
  static String unknown(List<Integer> numbers) {
    return marks("u", numbers);
  }

  /** The same of what is held. */
  static String unknownHeld(List<Integer> numbers) {
    return marks("h", numbers);
  }

  private static String marks(String mark, List<Integer> numbers) {
    return numbers.stream()
        .map(number -> "'" + mark + number + "'")
        .collect(Collectors.joining(", "));
  }

  Map<String, String> parts() {
    Map<String, String> parts = new HashMap<>();
    parts.put("is_old", isRow("OLD"));
    parts.put("is_new", isRow("NEW"));
    parts.put("is_row_there", isRow("t").replace("%", "%%"));
    parts.put("unknown", unknown(JournalCarry.numbers(text.shape())));
    parts.put("unknown_held", unknownHeld(JournalCarry.numbers(text.shape())));
    parts.put(
        "move_base", moved("o") + ", " + moved("t") + ", migrated = " + marks("o", "'m%2$d'"));
    parts.put(
        "move_sent",
        "("
            + text.keys()
            + ") = ROW("
            + keys("NEW")
            + "), "
            + moved("s")
            + ", "
            + moved("t")
            + ", migrated = "
            + marks("s", "'v'"));
    parts.put(
        "move_held",
        each(this::heldMoved)
            + ", settled = j.settled AND NOT j.o_there, migrated = "
            + marked(this::heldMark));
    parts.put(
        "move_touches",
        text.hold()
            ? "UPDATE understudy.touch SET key = "
                + text.touchedKey("NEW")
                + " WHERE n = "
                + text.n()
                + " AND key = "
                + text.touchedKey("OLD")
                + ";"
            : "");
    return parts;
  }

  private String isRow(String row) {
    List<Column> key = text.shape().keyColumns();
    return IntStream.range(0, key.size())
        .mapToObj(k -> "j.k" + (k + 1) + " = " + row + "." + key.get(k).sql())
        .collect(Collectors.joining(" AND "));
  }

  private String keys(String row) {
    return text.shape().keyColumns().stream()
        .map(column -> row + "." + column.sql())
        .collect(Collectors.joining(", "));
  }

  private String each(IntFunction<String> form) {
    return IntStream.range(0, text.types().size()).mapToObj(form).collect(Collectors.joining(", "));
  }

  /** Images of one side, moved where they are what the row was. */
  private String moved(String side) {
    return each(
        i ->
            "%1$s%2$d = CASE WHEN %3$s AND %4$s THEN %5$s ELSE j.%1$s%2$d END"
                .formatted(side, i + 1, changed(i), still(side, i), value("NEW", i)));
  }

  /** The marks, with those of the columns that the migration changes. */
  private String marks(String side, String moved) {
    return marked(
        i ->
            "CASE WHEN "
                + changed(i)
                + " THEN CASE WHEN "
                + still(side, i)
                + " THEN "
                + moved.formatted(0, number(i))
                + " ELSE 'u"
                + number(i)
                + "' END END");
  }

  private String marked(IntFunction<String> mark) {
    return "nullif(coalesce(j.migrated, '{}') || array_remove(ARRAY["
        + each(mark)
        + "]::text[], NULL), '{}')";
  }

  private int number(int i) {
    return text.shape().stored().get(i).number();
  }

  /** What is held, in the text that the ledger has too. */
  private String held(int i) {
    return "j.held_as[" + number(i) + "]";
  }

  private String heldMoved(int i) {
    return "held_as["
        + number(i)
        + "] = CASE WHEN "
        + changed(i)
        + " AND "
        + heldStill(i)
        + " THEN ("
        + value("NEW", i)
        + ")::text ELSE "
        + held(i)
        + " END";
  }

  private String heldMark(int i) {
    return "CASE WHEN "
        + changed(i)
        + " AND NOT "
        + heldStill(i)
        + " THEN 'h"
        + number(i)
        + "' END";
  }

  private String heldStill(int i) {
    return "(" + held(i) + " IS NOT DISTINCT FROM (" + value("OLD", i) + ")::text)";
  }

  private String changed(int i) {
    return "NOT " + same(value("OLD", i), value("NEW", i));
  }

  private String still(String side, int i) {
    return same("j." + side + (i + 1), value("OLD", i));
  }

  private String value(String row, int i) {
    return row + "." + text.shape().stored().get(i).sql() + "::" + text.types().get(i);
  }

  /** By image: whatever the type calls equal. */
  static String same(String one, String other) {
    return "record_image_eq(ROW(" + one + "), ROW(" + other + "))";
  }
}
