package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The fallback's question for {@link SameThing}s that are two things here. Both rows are looked up
 * by their keys: a natural key need not have an index.
 *
 * @param plan of a table that has natural keys
 */
record TwoHereSql(TablePlan plan) {
  /**
   * Those of ?, keys of here, and ?, keys of there, of which this side has had the other row all
   * along, with the same natural key: it is no row that was born here and has not arrived.
   */
  String both() {
    String table = plan.fallback().name().sql();
    return "SELECT m.here, m.there FROM unnest(?::text[], ?::text[]) AS m (here, there) JOIN "
        + table
        + " h ON "
        + keyIs("h", "here")
        + " JOIN "
        + table
        + " t ON "
        + keyIs("t", "there")
        + " WHERE m.here <> m.there AND ("
        + plan.carriedNaturalKeys().stream().map(this::same).collect(Collectors.joining(" OR "))
        + ") AND NOT EXISTS (SELECT FROM "
        + new SentSql(plan).journal()
        + " j WHERE "
        + plan.keyIs("t", "j")
        + " AND NOT j.o_there AND j.t_there IS NULL)";
  }

  private String keyIs(String row, String key) {
    List<Column> columns = plan.fallback().keyColumns();
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                row
                    + "."
                    + columns.get(i).sql()
                    + " = ((m."
                    + key
                    + "::text[])["
                    + (i + 1)
                    + "])::"
                    + columns.get(i).base())
        .collect(Collectors.joining(" AND "));
  }

  private String same(List<String> naturalKey) {
    return naturalKey.stream()
        .map(name -> plan.fallback().column(name).orElseThrow())
        .map(
            column ->
                "h."
                    + column.sql()
                    + " "
                    + Objects.requireNonNull(column.equality(), "asked in Coverage")
                    + " t."
                    + column.sql())
        .collect(Collectors.joining(" AND ", "(", ")"));
  }
}
