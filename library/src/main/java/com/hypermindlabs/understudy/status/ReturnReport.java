package com.hypermindlabs.understudy.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account of one return: what became of every row that was changed on the fallback, and the
 * proof that both sides are the same afterwards. Immutable.
 *
 * @param epoch of the route that the return began
 * @param began when it did
 * @param ended when borrowers were served by the primary again
 * @param reason who or what started it
 * @param rounds how often changes were carried over
 * @param pause how long borrowers were held up for
 * @param tables those that were changed, or are protected
 */
public record ReturnReport(
    long epoch,
    Instant began,
    Instant ended,
    String reason,
    int rounds,
    Duration pause,
    List<TableReturn> tables) {
  /** Copies the list. */
  public ReturnReport {
    tables = List.copyOf(tables);
  }

  /**
   * A table's part.
   *
   * @param name of the table
   * @param rows what became of its changed rows
   * @param proof that both sides have the same; null when it is not taken yet
   */
  public record TableReturn(String name, Rows rows, @Nullable Proof proof) {}

  /**
   * What became of changed rows. A row that was changed again while the return ran counts for each
   * time that it was sent.
   *
   * @param sent how many the fallback sent
   * @param applied arrived as they were
   * @param merged arrived together with another writer's changes of the same row
   * @param overruled lost against the primary's version by a declared policy
   * @param held wait for a person
   * @param deleted were deleted on the primary
   * @param adopted turned out to be a row that the primary had, by a natural key
   */
  public record Rows(
      long sent, long applied, long merged, long overruled, long held, long deleted, long adopted) {
    /** None. */
    public static final Rows NONE = new Rows(0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    public Rows plus(Rows other) {
      return new Rows(
          sent + other.sent,
          applied + other.applied,
          merged + other.merged,
          overruled + other.overruled,
          held + other.held,
          deleted + other.deleted,
          adopted + other.adopted);
    }
  }

  /**
   * Both sides at one instant.
   *
   * @param primaryRows how many rows the primary has
   * @param fallbackRows how many the fallback has
   * @param primaryChecksum over the primary's rows, whatever their order
   * @param fallbackChecksum over the fallback's
   */
  public record Proof(
      long primaryRows, long fallbackRows, String primaryChecksum, String fallbackChecksum) {
    /** Whether both sides have the same rows. */
    public boolean equal() {
      return primaryRows == fallbackRows && primaryChecksum.equals(fallbackChecksum);
    }
  }

  /** What became of the changed rows of all tables. */
  public Rows total() {
    return tables.stream().map(TableReturn::rows).reduce(Rows.NONE, Rows::plus);
  }

  /** Whether both sides had the same rows; null while some table has no proof yet. */
  public @Nullable Boolean checksumsEqual() {
    if (tables.stream().anyMatch(table -> table.proof() == null)) {
      return null;
    }
    return tables.stream().allMatch(table -> table.proof() != null && table.proof().equal());
  }
}
