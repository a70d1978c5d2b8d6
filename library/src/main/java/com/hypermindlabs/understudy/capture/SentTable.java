package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where rounds keep what they send of one table of the fallback, until it is settled: {@code s} as
 * it was sent, {@code t} as it then was on the primary, where that differs. Its columns are those
 * of the table's journal, and change with them: so a round can be sent again and settled whatever
 * became of the table meanwhile.
 *
 * @param n the table's number
 * @param numbers the catalog's numbers of the images' columns, in their order
 * @param types of the images' columns
 * @param keyTypes of the key's columns
 */
public record SentTable(int n, List<Integer> numbers, List<String> types, List<String> keyTypes) {
  private static final String READ =
      """
      SELECT c.n, c.numbers, c.types, ARRAY(
          SELECT format_type(a.atttypid, -1) FROM pg_attribute a
          WHERE a.attrelid = to_regclass('understudy.journal_' || c.n) AND a.attname ~ '^k[0-9]+$'
          ORDER BY a.attnum)
      FROM understudy.covered c
      WHERE to_regclass('understudy.journal_' || c.n) IS NOT NULL
      ORDER BY c.n
      """;

  public SentTable {
    numbers = List.copyOf(numbers);
    types = List.copyOf(types);
    keyTypes = List.copyOf(keyTypes);
  }

  /** One for each journal that there is, whether it was made or not. */
  public static List<SentTable> read(Connection fallback) throws SQLException {
    List<SentTable> all = new ArrayList<>();
    try (PreparedStatement statement = fallback.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(
            new SentTable(
                row.getInt(1),
                List.of((Integer[]) row.getArray(2).getArray()),
                List.of((String[]) row.getArray(3).getArray()),
                List.of((String[]) row.getArray(4).getArray())));
      }
    }
    return all;
  }

  /** Its name, for statements. */
  public String name() {
    return name(n);
  }

  /** The name of the one with a number, for statements. */
  public static String name(int n) {
    return "understudy.sent_" + n;
  }

  /** The name of the journal that it belongs to, for statements. */
  public String journal() {
    return "understudy.journal_" + n;
  }

  /**
   * Makes it. A key is in it once, because rounds begin one after the other and leave out what is
   * there: the index of a constraint that says so would take half of the time of filling it. But it
   * has an identity, for servers that publish all tables.
   */
  public String create() {
    return "CREATE TABLE "
        + name()
        + " (r bigint NOT NULL DEFAULT nextval('understudy.sent_number'),"
        + " round uuid NOT NULL, unit bigint, touched xid8 NOT NULL, s_there boolean NOT NULL,"
        + " kind text, t_there boolean, migrated text[], "
        + defined("k", keyTypes, " NOT NULL")
        + ", "
        + defined("s", types, "")
        + ", "
        + defined("t", types, "")
        + "); ALTER TABLE "
        + name()
        + " REPLICA IDENTITY FULL";
  }

  private static String defined(String letter, List<String> types, String more) {
    return IntStream.rangeClosed(1, types.size())
        .mapToObj(i -> letter + i + " " + types.get(i - 1) + more)
        .collect(Collectors.joining(", "));
  }
}
