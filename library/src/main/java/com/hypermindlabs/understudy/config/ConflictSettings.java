package com.hypermindlabs.understudy.config;

import java.util.List;
import java.util.Map;

/**
 * What happens to changes that collide on a return.
 *
 * @param naturalKeys by table, the sets of columns that name the same thing on both sides, {@code
 *     failover.natural_keys}
 * @param policies by {@code *}, table, {@code table.column} or {@code *.column}, the name of a
 *     policy, {@code failover.conflicts}
 */
public record ConflictSettings(
    Map<String, List<List<String>>> naturalKeys, Map<String, String> policies) {
  /** Copies the maps. */
  public ConflictSettings {
    naturalKeys = Map.copyOf(naturalKeys);
    policies = Map.copyOf(policies);
  }

  /** No natural keys, {@code primary-wins} for every table. */
  public static ConflictSettings defaults() {
    return new ConflictSettings(Map.of(), Map.of("*", "primary-wins"));
  }
}
