package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the site stands, in words for people who talk to it: names no server. Pure. */
public final class StatusWords {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("d MMM HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private StatusWords() {}

  /** One or two sentences. */
  public static String of(StatusReport report) {
    Instant since = report.route().since();
    String begun = since == null ? "" : " Since " + CLOCK.format(since) + ".";
    return of(report.mode()) + begun + dataAsOf(report);
  }

  /** One sentence. */
  public static String of(Mode mode) {
    return switch (mode) {
      case NORMAL -> "All is well: the primary database serves.";
      case LOCAL -> "All is well: the local database serves.";
      case DEGRADED ->
          "The primary database is away; its local understudy serves. Nothing you say is lost.";
      case RETURNING -> "The primary database is back; what was said meanwhile is handed over.";
      case OUTAGE -> "No database serves at the moment. What you say is taken up again later.";
    };
  }

  private static String dataAsOf(StatusReport report) {
    Instant asOf = report.fallback().dataAsOf();
    boolean onFallback = report.mode() == Mode.DEGRADED || report.mode() == Mode.RETURNING;
    return onFallback && asOf != null
        ? " What others said after " + CLOCK.format(asOf) + " is not seen until then."
        : "";
  }
}
