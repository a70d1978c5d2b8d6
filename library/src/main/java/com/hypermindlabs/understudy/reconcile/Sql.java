package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.DollarQuote;
import com.hypermindlabs.understudy.mirror.Literals;
import java.util.List;
import java.util.stream.Collectors;

/** Values and conditions inside statements. */
final class Sql {
  private static final long MOST_ADDRESSES = 500_000;

  private Sql() {}

  static String text(String value) {
    return Literals.text(value);
  }

  /** An array of texts. */
  static String array(List<String> values) {
    return values.stream().map(Sql::text).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /**
   * A block of PL/pgSQL as a statement. What could be a variable of the block and a column is the
   * column.
   */
  static String block(String body) {
    return "DO " + DollarQuote.of("#variable_conflict use_column\n" + body);
  }

  /**
   * A condition: the row's address is among these. Goes straight there: a join would read the whole
   * table, dead rows and all. Very many addresses would need much memory at once, and are joined.
   *
   * @param addresses a query
   * @param many how many it answers at most
   */
  static String isAmong(String addresses, long many) {
    return many > MOST_ADDRESSES
        ? "ctid IN (" + addresses + ")"
        : "ctid = ANY (ARRAY(" + addresses + "))";
  }
}
