package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnReport.Rows;
import com.hypermindlabs.understudy.status.ReturnReport.TableReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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

  /** The report, without proof. */
  ReturnReport report(long epoch, String reason, Instant ended, Duration pause, List<Verdict> all) {
    List<TableReturn> tables =
        all.stream()
            .filter(verdict -> verdict.state() == Verdict.State.PROTECTED)
            .map(verdict -> new TableReturn(verdict.name().toString(), rows(verdict), null))
            .toList();
    return new ReturnReport(epoch, began, ended, reason, rounds, pause, tables);
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
