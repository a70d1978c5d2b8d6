package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.ForeignKey.Action;
import com.hypermindlabs.understudy.capture.Scripts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A unique index of the primary beside the primary key, that is checked row by row: a statement
 * that hands values round among its rows fails in the middle.
 *
 * @param plan of the table
 * @param number tells it apart from the others of the table
 * @param keys the expressions of the index
 * @param predicate of a partial one; null when it covers all rows
 * @param columns that stand in it, those that stand there by themselves first
 * @param nullsEqual whether it takes NULL for a value like others
 * @param references to the table: a value that changes changes in the rows that refer to it too
 */
record UniqueIndex(
    TablePlan plan,
    int number,
    List<String> keys,
    @Nullable String predicate,
    List<String> columns,
    boolean nullsEqual,
    List<Reference> references) {
  private static final String QUESTION = Scripts.read(UniqueIndex.class, "unique-indexes.sql");

  UniqueIndex {
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    references = List.copyOf(references);
  }

  /** Those whose columns a round carries; of others it cannot tell the values. */
  static List<UniqueIndex> read(Session primary, Collection<WriteSql> tables) throws SQLException {
    List<UniqueIndex> all = new ArrayList<>();
    for (WriteSql table : tables) {
      primary.list(
          QUESTION, row -> all.add(of(table, all.size(), row)), table.plan().primary().oid());
    }
    return all.stream()
        .filter(index -> index.columns.stream().allMatch(column -> index.plan.position(column) > 0))
        .toList();
  }

  private static UniqueIndex of(WriteSql table, int number, ResultSet row) throws SQLException {
    return new UniqueIndex(
        table.plan(),
        number,
        Arrays.asList((String[]) row.getArray("keys").getArray()),
        row.getString("predicate"),
        Arrays.asList((String[]) row.getArray("columns").getArray()),
        row.getBoolean("nulls_equal"),
        table.references());
  }

  /** Some rows with their values in it, as {@code r, unit, act, v1, v2, ...}. */
  String valuesOf(String rows) {
    return "(SELECT x.understudy_r AS r, x.understudy_unit AS unit, x.understudy_act AS act, "
        + values()
        + " FROM "
        + rows
        + " x"
        + where()
        + ")";
  }

  /** The rows of the table with their values in it, and their keys as {@code k1, k2, ...}. */
  String valuesThere() {
    return "(SELECT "
        + plan.eachKey(", ", i -> "x." + plan.key().get(i - 1).sql() + " AS k" + i)
        + ", "
        + values()
        + " FROM "
        + plan.table()
        + " x"
        + where()
        + ")";
  }

  private String values() {
    return IntStream.rangeClosed(1, keys.size())
        .mapToObj(i -> "(" + keys.get(i - 1) + ") AS v" + i)
        .collect(Collectors.joining(", "));
  }

  private String where() {
    return predicate == null ? "" : " WHERE " + predicate;
  }

  /** Whether two rows of {@link #valuesOf} have the same value. */
  String equal(String one, String other) {
    return IntStream.rangeClosed(1, keys.size())
        .mapToObj(i -> one + ".v" + i + " = " + other + ".v" + i)
        .collect(Collectors.joining(" AND "));
  }

  /** A column and a value for it that frees the row's present value. */
  record Parking(int position, String value) {}

  /** How a row gets out of the way; empty where no value can be made up. */
  Optional<Parking> parking() {
    return usable()
        .filter(column -> !column.notNull() && !nullsEqual && !followed(column))
        .findFirst()
        .map(column -> new Parking(plan.position(column.name()), "NULL"))
        .or(
            () ->
                usable()
                    .filter(column -> !refers(column))
                    .map(column -> plan.position(column.name()))
                    .flatMap(position -> madeUp(position).stream())
                    .findFirst());
  }

  private Stream<Column> usable() {
    return columns.stream()
        .map(plan::position)
        .filter(position -> position > 0 && !plan.isKey(position))
        .map(plan::column)
        .filter(column -> column.identity() != Column.Identity.ALWAYS && !lost(column));
  }

  /**
   * Whether rows that refer to it become NULL or a default with it, which they would stay: they are
   * perhaps another writer's.
   */
  private boolean lost(Column column) {
    return onUpdate(column, Set.of(Action.SET_NULL, Action.SET_DEFAULT));
  }

  /** Whether rows that refer to it take its values over: of a NULL they would not find back. */
  private boolean followed(Column column) {
    return onUpdate(column, Set.of(Action.CASCADE));
  }

  private boolean onUpdate(Column column, Set<Action> actions) {
    return references.stream()
        .map(Reference::key)
        .filter(key -> actions.contains(key.onUpdate()))
        .anyMatch(key -> key.targetColumns().contains(column.name()));
  }

  private boolean refers(Column column) {
    return plan.primary().foreignKeys().stream()
        .map(ForeignKey::columns)
        .anyMatch(of -> of.contains(column.name()));
  }

  /** A value that no row has and none is to get; {@code p.n} counts the rows. */
  private Optional<Parking> madeUp(int position) {
    String type = plan.column(position).base();
    String beyond =
        "(SELECT max(x.v) FROM (SELECT "
            + plan.column(position).sql()
            + " AS v FROM "
            + plan.table()
            + " UNION ALL SELECT m"
            + position
            + "::"
            + type
            + " FROM "
            + new ClassifySql(plan).act()
            + ") x)";
    @Nullable String value =
        switch (Images.bare(type)) {
          case "smallint", "integer", "bigint", "numeric", "real", "double precision" ->
              "(" + beyond + " + p.n)::" + type;
          case "date" -> beyond + " + p.n::int";
          case "timestamp without time zone", "timestamp with time zone" ->
              beyond + " + p.n * interval '1 second'";
          case "text", "character varying", "character" ->
              // The explicit cast cuts it to the column's length.
              "replace(gen_random_uuid()::text, '-', '')::" + type;
          case "uuid" -> "gen_random_uuid()";
          case "bytea" -> "uuid_send(gen_random_uuid())";
          default -> null;
        };
    return Optional.ofNullable(value).map(made -> new Parking(position, made));
  }
}
