package com.hypermindlabs.understudy;

import static java.util.Comparator.comparingLong;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.reconcile.Proof;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnReport.Rows;
import com.hypermindlabs.understudy.status.ReturnReport.TableReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds up the rounds of one return. Not thread-safe. */
final class Tally {
  private final Instant began;
  private int rounds;
  private RoundReport sum = RoundReport.nothing();

  Tally(Instant began) {
    this.began = began;
  }

  void add(RoundReport round) {
    rounds++;
    sum = sum.then(round);
  }

  /** The tables that rows were sent to, those with the most rows first. */
  List<TableName> busiest() {
    return sum.tables().entrySet().stream()
        .sorted(comparingLong(one -> -one.getValue().sent()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The tables that at least so many rows were sent to. */
  Set<TableName> withRows(long atLeast) {
    return sum.tables().entrySet().stream()
        .filter(one -> one.getValue().sent() >= atLeast)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The report, without proof. */
  ReturnReport report(long epoch, String reason, Instant ended, Duration pause, List<Verdict> all) {
    List<TableReturn> tables =
        all.stream()
            .filter(verdict -> verdict.state() == Verdict.State.PROTECTED)
            .map(verdict -> new TableReturn(verdict.name().toString(), rows(verdict), null))
            .toList();
    return new ReturnReport(epoch, began, ended, reason, rounds, pause, tables);
  }

  /** A report with what both sides were found to have. */
  static ReturnReport proven(ReturnReport report, Map<TableName, Proof.Sides> found) {
    Map<String, Proof.Sides> byName = new HashMap<>();
    found.forEach((name, sides) -> byName.put(name.toString(), sides));
    List<TableReturn> tables =
        report.tables().stream()
            .filter(table -> byName.containsKey(table.name()) || table.rows().sent() > 0)
            .map(table -> proven(table, byName.get(table.name())))
            .toList();
    return new ReturnReport(
        report.epoch(),
        report.began(),
        report.ended(),
        report.reason(),
        report.rounds(),
        report.pause(),
        tables);
  }

  private static TableReturn proven(TableReturn table, Proof.@Nullable Sides sides) {
    return sides == null
        ? table
        : new TableReturn(
            table.name(),
            table.rows(),
            new ReturnReport.Proof(
                sides.primary().rows(),
                sides.fallback().rows(),
                sides.primary().checksum(),
                sides.fallback().checksum()));
  }

  private Rows rows(Verdict verdict) {
    RoundReport.Counts counts = sum.tables().get(verdict.name());
    return counts == null
        ? Rows.NONE
        : new Rows(
            counts.sent() - counts.skipped(),
            counts.applied(),
            counts.merged(),
            counts.overruled(),
            counts.held(),
            counts.deleted(),
            counts.adopted());
  }
}
