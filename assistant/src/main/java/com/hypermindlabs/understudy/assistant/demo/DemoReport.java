package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.status.ReturnReport;
import java.util.Locale;

/** The outcome in words. */
public final class DemoReport {
  private DemoReport() {}

  /** The account that the play ends with; ends its lines. */
  public static String text(DemoResult result, Style style) {
    Audit audit = result.audit();
    ReturnReport.Rows rows = result.account().total();
    StringBuilder text = new StringBuilder("\n");
    row(text, "failover", ms(result.failoverMs(), style), "SIGKILL to the fallback's first write");
    row(
        text,
        "return",
        ms(result.returnPauseMs(), style),
        "the longest wait of a writer meanwhile");
    row(
        text,
        "acknowledged",
        style.bold(count(audit.acknowledged())),
        String.format(
            Locale.ROOT,
            "%,d primary, %,d fallback, %,d direct",
            result.writes().byPrimary(),
            result.writes().byFallback(),
            result.writes().elsewhere()));
    row(text, "lost", verdict(audit.lost(), style), "each looked up on the primary");
    row(text, "duplicated", verdict(audit.duplicated(), style), "");
    row(
        text,
        "handed back",
        style.bold(count(rows.sent())),
        String.format(
            Locale.ROOT,
            "rows: %,d merged, %,d overruled, %,d held",
            rows.merged(),
            rows.overruled(),
            rows.held()));
    row(
        text,
        "different",
        verdict(result.compared().different(), style),
        String.format(Locale.ROOT, "of %,d rows, both sides compared", result.compared().rows()));
    text.append("   ").append(last(result, style)).append('\n');
    return text.toString();
  }

  private static String last(DemoResult result, Style style) {
    return result.good()
        ? style.green("Every acknowledged write is on both sides, once; the checksums are equal.")
        : style.red("A promise was broken; --json names which.");
  }

  private static String ms(double value, Style style) {
    return style.bold(pad(String.format(Locale.ROOT, "%.0f ms", value)));
  }

  private static void row(StringBuilder text, String name, String value, String remark) {
    text.append(String.format(Locale.ROOT, "   %-13s", name)).append(value);
    text.append(remark.isEmpty() ? "" : "   " + remark).append('\n');
  }

  private static String verdict(long count, Style style) {
    return count == 0 ? style.green(count(count)) : style.red(count(count));
  }

  private static String count(long count) {
    return pad(String.format(Locale.ROOT, "%,d", count));
  }

  private static String pad(String value) {
    return String.format(Locale.ROOT, "%9s", value);
  }
}
