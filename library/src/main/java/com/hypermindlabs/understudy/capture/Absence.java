package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/**
 * A table of the primary that the fallback does not have, or not as a table of its own: it is not
 * carried, and yet somebody may count on it. Immutable.
 *
 * @param name as the primary has it
 * @param reason in plain words
 * @param remedy what would protect it
 * @param meant whether somebody wants it so
 */
public record Absence(TableName name, String reason, String remedy, boolean meant) {
  /**
   * @param parent what it is a partition of on the fallback, so that it is no table of its own
   *     there; null where there is none of that name
   * @param meant why somebody wants it so; null where nobody does
   */
  Absence(TableName name, @Nullable TableName parent, @Nullable Obstacle meant) {
    this(
        name,
        meant == null ? lacking(parent) : meant.reason(),
        meant == null
            ? "run the migrations on the fallback too, or name it in failover.exclude"
            : meant.remedy(),
        meant != null);
  }

  private static String lacking(@Nullable TableName parent) {
    return parent == null
        ? "the fallback has no such table"
        : "on the fallback it is a partition of " + parent;
  }
}
