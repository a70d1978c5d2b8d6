package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.config.ConflictSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which policy applies to what: that of the column, else of columns that are called so in every
 * table ({@code *.column}), else of its table, else of {@code *}, else {@link Policy#PRIMARY_WINS}.
 * Immutable.
 */
final class Policies {
  private static final Set<String> ADDABLE =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "real",
          "double precision",
          "money",
          "interval");

  private static final Set<String> VERSIONS =
      Set.of("version", "lock_version", "opt_lock", "optlock", "row_version");

  /** Under these, a version that both sides have moved moves on, or the primary's triggers say. */
  private static final Set<Policy> SETTLED = EnumSet.of(Policy.DELTA, Policy.DERIVED);

  private final Map<String, Policy> named = new TreeMap<>();
  private final Map<String, List<List<String>>> naturalKeys;

  Policies(ConflictSettings settings) {
    naturalKeys = settings.naturalKeys();
    settings.policies().forEach((name, policy) -> named.put(name, Policy.parse(policy)));
  }

  Policy ofTable(TableName table) {
    @Nullable Policy own = lookUp(table, "");
    return own != null ? own : named.getOrDefault("*", Policy.PRIMARY_WINS);
  }

  /** Sums are declared for what can be added up: a table's others merge as without them. */
  Policy ofColumn(TableShape table, Column column) {
    @Nullable Policy own = lookUp(table.name(), "." + column.name());
    if (own != null) {
      return own;
    }
    @Nullable Policy alike = named.get("*." + column.name());
    if (alike != null && (alike != Policy.DELTA || addsUp(table, column))) {
      return alike;
    }
    Policy whole = ofTable(table.name());
    if (whole != Policy.DELTA || addsUp(table, column)) {
      return whole;
    }
    Policy usual = named.getOrDefault("*", Policy.PRIMARY_WINS);
    return usual == Policy.DELTA ? Policy.PRIMARY_WINS : usual;
  }

  /**
   * The column that is called as the version of an optimistic lock is, and whose policy lets a
   * merged row have a version that both sides have read. Nothing where there is none.
   */
  Optional<String> versionReadTwice(TableShape table) {
    return table.stored().stream()
        .filter(column -> VERSIONS.contains(column.name()) && column.integer())
        .filter(column -> !SETTLED.contains(ofColumn(table, column)))
        .map(Column::name)
        .findFirst();
  }

  /** What names a row is no amount, though it may be a number. */
  private static boolean addsUp(TableShape table, Column column) {
    return addable(column)
        && !table.key().contains(column.name())
        && table.foreignKeys().stream().noneMatch(key -> key.columns().contains(column.name()));
  }

  private static boolean addable(Column column) {
    return ADDABLE.contains(Images.bare(column.base()));
  }

  /** What is declared of a table and cannot be; null when nothing is. */
  @Nullable String impossible(TableShape table) {
    @Nullable String sum = impossibleSum(table);
    return sum != null ? sum : impossibleKey(table);
  }

  private @Nullable String impossibleKey(TableShape table) {
    return table.columns().stream()
        .filter(column -> column.equality() == null)
        .filter(column -> inNaturalKey(table.name(), column.name()))
        .findFirst()
        .map(
            column ->
                "failover.natural_keys declares a natural key with "
                    + table.name()
                    + "."
                    + column.name()
                    + ", and values of "
                    + column.type()
                    + " cannot be compared; declare the key without it")
        .orElse(null);
  }

  private boolean inNaturalKey(TableName table, String column) {
    return naturalKeys.entrySet().stream()
        .filter(named -> TableName.parse(named.getKey()).equals(table))
        .flatMap(named -> named.getValue().stream())
        .anyMatch(key -> key.contains(column));
  }

  private @Nullable String impossibleSum(TableShape table) {
    return table.columns().stream()
        .filter(column -> lookUp(table.name(), "." + column.name()) == Policy.DELTA)
        .filter(column -> !addable(column))
        .findFirst()
        .map(
            column ->
                "failover.conflicts declares delta for "
                    + table.name()
                    + "."
                    + column.name()
                    + ", and values of "
                    + column.type()
                    + " cannot be added up; declare another policy for it")
        .orElse(null);
  }

  /** Settings name a table with its schema, or without when that is public. */
  private @Nullable Policy lookUp(TableName table, String suffix) {
    @Nullable Policy full = named.get(table + suffix);
    return full != null || !table.schema().equals("public")
        ? full
        : named.get(table.name() + suffix);
  }
}
