package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.config.ConflictSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which policy applies to what: that of the column, else of its table, else of {@code *}, else
 * {@link Policy#PRIMARY_WINS}. Immutable.
 */
final class Policies {
  private final Map<String, Policy> named = new TreeMap<>();

  Policies(ConflictSettings settings) {
    settings.policies().forEach((name, policy) -> named.put(name, Policy.parse(policy)));
  }

  Policy ofTable(TableName table) {
    @Nullable Policy own = lookUp(table, "");
    return own != null ? own : named.getOrDefault("*", Policy.PRIMARY_WINS);
  }

  Policy ofColumn(TableName table, String column) {
    @Nullable Policy own = lookUp(table, "." + column);
    return own != null ? own : ofTable(table);
  }

  /** Settings name a table with its schema, or without when that is public. */
  private @Nullable Policy lookUp(TableName table, String suffix) {
    @Nullable Policy full = named.get(table + suffix);
    return full != null || !table.schema().equals("public")
        ? full
        : named.get(table.name() + suffix);
  }
}
