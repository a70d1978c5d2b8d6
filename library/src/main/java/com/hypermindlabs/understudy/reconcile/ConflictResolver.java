package com.hypermindlabs.understudy.reconcile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides conflicts of tables and columns whose policy is {@code resolver}. Called while rows of
 * the primary are locked: it has to be quick, and must not use the application's connections.
 */
@FunctionalInterface
public interface ConflictResolver {
  /** Leaves everything to a person. */
  ConflictResolver NONE = conflict -> new Decision.Hold();

  /**
   * A row that both sides changed. Values are PostgreSQL's text form, by column; a null map is a
   * row that is not there.
   *
   * @param table {@code schema.name}
   * @param reason what collided
   * @param columns that are in conflict; empty when one side deleted the row
   * @param base as both had it
   * @param ours as the fallback has it
   * @param theirs as the primary has it now
   */
  record Conflict(
      String table,
      String reason,
      List<String> columns,
      @Nullable Map<String, @Nullable String> base,
      @Nullable Map<String, @Nullable String> ours,
      @Nullable Map<String, @Nullable String> theirs) {}

  /** What is to become of the row. */
  sealed interface Decision {
    /** The fallback's row, or its delete. */
    record Ours() implements Decision {}

    /** The primary's row, or its delete. */
    record Theirs() implements Decision {}

    /** These values of the named columns; the others merge as without a conflict. */
    record Values(Map<String, @Nullable String> values) implements Decision {}

    /** A person decides. */
    record Hold() implements Decision {}
  }

  /** Decides one conflict; an exception holds the row. */
  Decision resolve(Conflict conflict);
}
