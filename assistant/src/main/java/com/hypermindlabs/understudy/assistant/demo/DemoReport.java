package com.hypermindlabs.understudy.assistant.demo;

import java.util.Locale;

/** The outcome in words. */
public final class DemoReport {
  private DemoReport() {}

  /** The account that the play ends with; ends its lines. */
  public static String text(DemoResult result, Style style) {
    Audit audit = result.audit();
    StringBuilder text = new StringBuilder("\n");
    row(
        text,
        "failover",
        style.bold(pad(String.format(Locale.ROOT, "%.0f ms", result.failoverMs()))),
        "from SIGKILL to the first write on the fallback");
    row(
        text,
        "acknowledged",
        style.bold(count(audit.acknowledged())),
        String.format(
            Locale.ROOT,
            "%,d primary, %,d fallback (began empty)",
            result.byPrimary(),
            result.byFallback()));
    row(
        text,
        "lost",
        verdict(audit.lost(), style),
        "each looked up on the server that acknowledged it");
    row(text, "duplicated", verdict(audit.duplicated(), style), "");
    row(
        text,
        "repeated",
        style.bold(count(result.broken())),
        "attempts that the kill broke, under the same keys");
    if (audit.unheard() > 0) {
      row(
          text,
          "on both",
          style.bold(count(audit.unheard())),
          "committed in the kill, unheard, repeated: one key");
    }
    text.append("   ").append(last(result, style)).append('\n');
    return text.toString();
  }

  private static String last(DemoResult result, Style style) {
    return result.good()
        ? style.green("Every acknowledged write is where it was acknowledged, once.")
        : style.red("A promise was broken; --json names which.");
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
