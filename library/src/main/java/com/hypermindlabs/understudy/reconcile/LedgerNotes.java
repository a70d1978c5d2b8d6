package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of an entry for whoever decides it, beside what a person sees.
 *
 * @param relation the number of its table; null in entries of earlier builds
 * @param policies of its columns, of those that are noted
 * @param leftAs the row as the round left it; null where that is not known, or there was none
 * @param left whether it is known
 */
record LedgerNotes(
    @Nullable Long relation,
    Map<String, Policy> policies,
    @Nullable Map<String, @Nullable String> leftAs,
    boolean left) {
  /** Those of columns that a decision does not simply write. */
  static final Set<Policy> NOTED = EnumSet.of(Policy.DELTA, Policy.DERIVED);

  static final String COLUMNS = "relation, policies, left_as, cardinality(left_as)";

  LedgerNotes {
    policies = Map.copyOf(policies);
  }

  static LedgerNotes of(ResultSet row) throws SQLException {
    List<String> columns = Arrays.asList(Ledger.texts(row.getArray("columns")));
    int left = row.getInt("cardinality");
    boolean known = !row.wasNull();
    return new LedgerNotes(
        row.getObject("relation", Long.class),
        policies(columns, row.getArray("policies")),
        left == 0 ? null : Ledger.image(columns, row.getArray("left_as")),
        known);
  }

  private static Map<String, Policy> policies(List<String> columns, java.sql.@Nullable Array noted)
      throws SQLException {
    Map<String, Policy> policies = new HashMap<>();
    if (noted != null) {
      String[] names = Ledger.texts(noted);
      for (int i = 0; i < names.length; i++) {
        @Nullable String name = names[i];
        if (name != null) {
          policies.put(columns.get(i), Policy.parse(name));
        }
      }
    }
    return policies;
  }

  /**
   * Whether an entry, {@code l}, is one of a table. It may be from before that had its name; but a
   * number says nothing in a copy of the database, where the other name may be another table's.
   */
  static String isOf(TableShape table) {
    return "(l.table_name = "
        + Sql.text(table.name().sql())
        + " OR (l.relation = "
        + table.oid()
        + " AND to_regclass(l.table_name) IS NULL))";
  }

  /** What the primary has unless somebody has been at the row since. */
  @Nullable Map<String, @Nullable String> expected(LedgerEntry entry) {
    return left ? leftAs : entry.theirs();
  }
}
