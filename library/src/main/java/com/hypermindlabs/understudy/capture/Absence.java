package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.Nullable;

/**
 * A table of the primary that the fallback does not have: nothing is there to be guarded or
 * journaled, and yet somebody may count on it. Immutable.
 *
 * @param name as the primary has it
 * @param reason in plain words
 * @param remedy what would protect it
 * @param meant whether somebody wants it so
 */
public record Absence(TableName name, String reason, String remedy, boolean meant) {
  Absence(TableName name, @Nullable Obstacle meant) {
    this(
        name,
        meant == null ? "the fallback has no such table" : meant.reason(),
        meant == null
            ? "run the migrations on the fallback too, or name it in failover.exclude"
            : meant.remedy(),
        meant != null);
  }
}
