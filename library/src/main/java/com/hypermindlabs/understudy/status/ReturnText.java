package com.hypermindlabs.understudy.status;

import com.hypermindlabs.understudy.status.ReturnReport.Proof;
import com.hypermindlabs.understudy.status.ReturnReport.Rows;
import com.hypermindlabs.understudy.status.ReturnReport.TableReturn;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A return's report for people: one line a table. Pure. */
public final class ReturnText {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String LINE = "%-28s %8s %8s %8s %9s %8s %8s %8s  %s%n";

  private ReturnText() {}

  /** One sentence, without a line's end. */
  public static String summary(ReturnReport report) {
    Rows total = report.total();
    return String.format(
        Locale.ROOT,
        "%d rows in %d round%s: %d applied, %d merged, %d overruled, %d held, %d deleted, %d adopted;"
            + " pause %.1f ms; %s",
        total.sent(),
        report.rounds(),
        report.rounds() == 1 ? "" : "s",
        total.applied(),
        total.merged(),
        total.overruled(),
        total.held(),
        total.deleted(),
        total.adopted(),
        report.pause().toNanos() / NANOS_PER_MILLI,
        verdict(report.checksumsEqual()));
  }

  private static String verdict(@Nullable Boolean equal) {
    if (equal == null) {
      return "checksums not taken yet";
    }
    return equal ? "both sides are equal" : "BOTH SIDES DIFFER";
  }

  /** The table, every line ended. */
  public static String table(ReturnReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            LINE,
            "table",
            "sent",
            "applied",
            "merged",
            "overruled",
            "held",
            "deleted",
            "adopted",
            "both sides"));
    report.tables().forEach(table -> text.append(line(table)));
    return text.append(summary(report)).append(System.lineSeparator()).toString();
  }

  private static String line(TableReturn table) {
    Rows rows = table.rows();
    return String.format(
        Locale.ROOT,
        LINE,
        table.name(),
        rows.sent(),
        rows.applied(),
        rows.merged(),
        rows.overruled(),
        rows.held(),
        rows.deleted(),
        rows.adopted(),
        proof(table.proof()));
  }

  private static String proof(@Nullable Proof proof) {
    if (proof == null) {
      return "not compared yet";
    }
    return proof.equal()
        ? proof.primaryRows() + " rows, equal"
        : proof.primaryRows() + " and " + proof.fallbackRows() + " rows, DIFFERENT";
  }
}
