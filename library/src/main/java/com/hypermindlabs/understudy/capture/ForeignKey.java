package com.hypermindlabs.understudy.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key of a table.
 *
 * @param name of the constraint
 * @param columns that refer
 * @param target the table referred to
 * @param targetColumns its columns, in the same order
 * @param onDelete what a delete there does here
 * @param onUpdate what a changed key there does here
 * @param deferrable whether it may be checked at the end of the transaction
 * @param within which rows it holds for, as a condition on the table's columns: where a partition
 *     alone has it; null when it holds for all
 */
public record ForeignKey(
    String name,
    List<String> columns,
    TableName target,
    List<String> targetColumns,
    Action onDelete,
    Action onUpdate,
    boolean deferrable,
    @Nullable String within) {
  /** Copies the lists. */
  public ForeignKey {
    columns = List.copyOf(columns);
    targetColumns = List.copyOf(targetColumns);
  }

  /** Whether all its checks can be put off to the end of the transaction. */
  public boolean waits() {
    return deferrable && onDelete == Action.NO_ACTION && onUpdate == Action.NO_ACTION;
  }

  /** A referential action. */
  public enum Action {
    /** Refuses, at the end of the statement or transaction. */
    NO_ACTION,
    /** Refuses at once. */
    RESTRICT,
    /** Does the same to the referring rows. */
    CASCADE,
    /** Unsets the referring columns. */
    SET_NULL,
    /** Sets the referring columns to their defaults. */
    SET_DEFAULT;

    /** Whether the referring rows go or change with what they refer to. */
    public boolean changesRows() {
      return this == CASCADE || this == SET_NULL || this == SET_DEFAULT;
    }

    /** From {@code confdeltype} and {@code confupdtype} of pg_constraint. */
    public static Action of(String code) {
      return switch (code) {
        case "r" -> RESTRICT;
        case "c" -> CASCADE;
        case "n" -> SET_NULL;
        case "d" -> SET_DEFAULT;
        default -> NO_ACTION;
      };
    }
  }
}
