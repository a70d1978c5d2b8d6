package com.hypermindlabs.understudy.drills.check;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the primary has on record of changes that did not simply arrive. */
final class Ledger {
  /** An entry. */
  record Line(
      String site,
      long epoch,
      Op.Key key,
      String kind,
      Map<String, @Nullable String> ours,
      String reason) {
    boolean held() {
      return kind.equals("held");
    }
  }

  private final List<Line> lines = new ArrayList<>();

  static Ledger read(Evidence.Source source) throws SQLException {
    Ledger ledger = new Ledger();
    try (Connection connection = source.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT site::text, epoch, table_name, key[1], kind, columns, ours, reason"
                    + " FROM understudy.ledger ORDER BY id")) {
      while (row.next()) {
        ledger.lines.add(
            new Line(
                row.getString(1),
                row.getLong(2),
                new Op.Key(bare(row.getString(3)), row.getString(4)),
                row.getString(5),
                image(row.getArray(6), row.getArray(7)),
                row.getString(8)));
      }
    }
    return ledger;
  }

  private static String bare(String table) {
    return table.replace("\"", "").replace("public.", "");
  }

  private static Map<String, @Nullable String> image(Array columns, @Nullable Array values)
      throws SQLException {
    Map<String, @Nullable String> image = new TreeMap<>();
    if (values != null) {
      String[] names = (String[]) columns.getArray();
      String[] texts = (String[]) values.getArray();
      for (int i = 0; i < names.length; i++) {
        image.put(names[i], texts[i]);
      }
    }
    return image;
  }

  List<Line> lines() {
    return lines;
  }

  List<Line> of(Op.Key key) {
    return lines.stream().filter(line -> line.key().equals(key)).toList();
  }

  boolean has(Op.Key key) {
    return lines.stream().anyMatch(line -> line.key().equals(key));
  }

  boolean holds(Op.Key key) {
    return of(key).stream().anyMatch(Line::held);
  }

  /** Whether an element of a list is in a version of it that is on record. */
  boolean hasElement(String list, String element) {
    return of(new Op.Key("list", list)).stream()
        .map(line -> String.valueOf(line.ours().get("items")))
        .anyMatch(
            items ->
                Arrays.asList(items.replaceAll("[{}\"]", "").split(",", -1)).contains(element));
  }
}
