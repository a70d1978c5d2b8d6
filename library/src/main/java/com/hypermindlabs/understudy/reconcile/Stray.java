package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.TableName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A journal whose table is carried no more: it was dropped, or became a partition of another one,
 * while its changes were not returned. The statements run on the fallback.
 *
 * @param number of the table
 * @param name of the table, as in {@link TableName#sql()}
 * @param columns the names of the images' columns, in their order
 * @param key the names of the key's columns
 * @param root the number of the table that it is a partition of; null when it is none
 * @param here whether the fallback still has the table
 */
record Stray(
    int number,
    String name,
    List<String> columns,
    List<String> key,
    @Nullable Integer root,
    boolean here) {
  /** All journals with something to send, in the order of the constructor's arguments. */
  static final String QUESTION =
      "SELECT c.n, c.name, c.names, c.key_columns, (SELECT r.n FROM understudy.covered r WHERE"
          + " r.relation = pg_partition_root(to_regclass(c.name)) AND r.n <> c.n AND r.made IS NOT"
          + " NULL), to_regclass(c.name) IS NOT NULL FROM understudy.covered c WHERE"
          + " to_regclass('understudy.journal_' || c.n) IS NOT NULL AND NOT c.n = ANY (?::int[])"
          + " ORDER BY c.n";

  Stray {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  String journal() {
    return "understudy.journal_" + number;
  }

  String pending() {
    return "SELECT FROM " + journal() + " WHERE NOT settled LIMIT 1";
  }

  /** Whether a table's journal can take the entries: the columns are the same. */
  boolean fits(TablePlan plan) {
    return plan.fallback().key().containsAll(key)
        && plan.fallback().key().size() == key.size()
        && plan.fallback().stored().stream().allMatch(column -> columns.contains(column.name()));
  }

  /** Entries go to the journal of the root; of two for one row the older base stays. */
  String adopt(TablePlan plan) {
    String target = new SentSql(plan).journal();
    List<String> stored = plan.fallback().stored().stream().map(column -> column.name()).toList();
    String keys = plan.keyList("");
    String images =
        IntStream.rangeClosed(1, stored.size())
            .mapToObj(i -> "o" + i + ", t" + i)
            .collect(Collectors.joining(", "));
    String values =
        stored.stream()
            .map(column -> columns.indexOf(column) + 1)
            .map(at -> "b.o" + at + ", b.t" + at)
            .collect(Collectors.joining(", "));
    String from =
        plan.fallback().key().stream()
            .map(column -> "b.k" + (key.indexOf(column) + 1))
            .collect(Collectors.joining(", "));
    return "WITH b AS (DELETE FROM "
        + journal()
        + " RETURNING *) INSERT INTO "
        + target
        + " ("
        + keys
        + ", touched, o_there, t_there, held, settled, migrated, "
        + images
        + ") SELECT "
        + from
        + ", b.touched, b.o_there, b.t_there, b.held, b.settled, "
        + migrated(plan)
        + ", "
        + values
        + " FROM b ON CONFLICT ("
        + keys
        + ") DO UPDATE SET (o_there, t_there, settled, migrated, "
        + images
        + ") = (excluded.o_there, excluded.t_there, false, excluded.migrated, "
        + images.replaceAll("([ot]\\d+)", "excluded.$1")
        + ")";
  }

  /** The numbers in marks of migrations are those of the table that it was. */
  private static String migrated(TablePlan plan) {
    String unknown =
        plan.fallback().stored().stream()
            .map(column -> "'u" + column.number() + "'")
            .collect(Collectors.joining(", "));
    return "CASE WHEN b.migrated IS NOT NULL THEN ARRAY[" + unknown + "] END";
  }

  /** The transactions that touched it have touched the root. */
  String adoptTouches(TablePlan plan) {
    return "WITH gone AS (DELETE FROM understudy.touch WHERE n = "
        + number
        + " RETURNING *) INSERT INTO understudy.touch SELECT xid, "
        + plan.number()
        + ", key FROM gone ON CONFLICT DO NOTHING";
  }

  String settle() {
    return "UPDATE " + journal() + " SET settled = true, held = true WHERE NOT settled";
  }

  /** What is known of each held entry: key, transaction, base, and the row if there is one. */
  String copyOut(List<String> present) {
    String keys =
        IntStream.rangeClosed(1, key.size())
            .mapToObj(i -> "j.k" + i + "::text")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    String base =
        IntStream.rangeClosed(1, columns.size())
            .mapToObj(i -> "j.o" + i + "::text")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    boolean rows = here && present.containsAll(key);
    String ours =
        columns.stream()
            .map(c -> present.contains(c) ? "t." + TableName.quoted(c) + "::text" : "NULL")
            .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    String joins =
        key.stream()
            .map(c -> "t." + TableName.quoted(c) + "::text = j.k" + (key.indexOf(c) + 1) + "::text")
            .collect(Collectors.joining(" AND "));
    String first = rows ? "t." + TableName.quoted(key.get(0)) + " IS NOT NULL" : "false";
    return "COPY (SELECT "
        + keys
        + ", j.touched::text, CASE WHEN j.o_there THEN "
        + base
        + " END, "
        + (rows ? "CASE WHEN " + first + " THEN " + ours + " END" : "NULL::text[]")
        + " FROM "
        + journal()
        + " j"
        + (rows ? " LEFT JOIN " + name + " t ON " + joins : "")
        + " WHERE j.held) TO STDOUT";
  }
}
