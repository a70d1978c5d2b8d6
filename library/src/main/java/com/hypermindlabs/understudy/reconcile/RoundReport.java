package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.TableName;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rounds did. Immutable.
 *
 * @param tables what became of each table's rows; tables of which nothing was sent are left out
 * @param left rows in the journal that are still to be handed over
 */
public record RoundReport(Map<TableName, Counts> tables, long left) {
  /** Copies the map, by name. */
  public RoundReport {
    tables = new TreeMap<>(tables);
  }

  /**
   * Rows of one table. Every row sent is one of applied, merged, overruled, held or skipped;
   * deleted and adopted say more of some of them.
   *
   * @param sent rows that were carried to the primary
   * @param applied arrived as they were sent
   * @param merged arrived, with changes of the primary's beside ours
   * @param overruled ended as a declared policy says; in the ledger
   * @param held wait for a person; in the ledger
   * @param skipped were locked by somebody, and come again in the next round
   * @param deleted of those applied: deleted
   * @param adopted of those overruled or merged: known there under another key
   */
  public record Counts(
      long sent,
      long applied,
      long merged,
      long overruled,
      long held,
      long skipped,
      long deleted,
      long adopted) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    Counts plus(Counts other) {
      return new Counts(
          sent + other.sent,
          applied + other.applied,
          merged + other.merged,
          overruled + other.overruled,
          held + other.held,
          skipped + other.skipped,
          deleted + other.deleted,
          adopted + other.adopted);
    }
  }

  /** Nothing sent, nothing left. */
  public static RoundReport nothing() {
    return new RoundReport(Map.of(), 0);
  }

  /** This and a later one together; what is left is the later one's. */
  public RoundReport then(RoundReport later) {
    Map<TableName, Counts> both = new TreeMap<>(tables);
    later.tables.forEach((name, counts) -> both.merge(name, counts, Counts::plus));
    return new RoundReport(both, later.left);
  }

  /** Of all tables. */
  public Counts total() {
    return tables.values().stream().reduce(Counts.NONE, Counts::plus);
  }
}
