package com.hypermindlabs.understudy.status;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report for people: a compact table for the terminal, and one line for the logs. Pure. */
public final class StatusText {
  private static final int LABEL = 10;

  private StatusText() {}

  /** The table, without colours, every line ended. */
  public static String table(StatusReport report, Instant now) {
    List<String> lines = new ArrayList<>();
    line(lines, "mode", report.mode().json() + since(report, now));
    line(lines, "route", route(report));
    line(lines, "reason", report.route().reason());
    line(lines, "primary", primary(report.primary()));
    problem(lines, report.primary().problem());
    line(lines, "fallback", fallback(report));
    problem(lines, report.fallback().problem());
    line(lines, "mirror", mirror(report.mirror()));
    line(lines, "journal", journal(report));
    line(lines, "held", held(report.held()));
    tables(lines, report.tables());
    if (report.lastReturn() != null) {
      line(lines, "returned", report.lastReturn().ended().toString());
      line(lines, "", ReturnText.summary(report.lastReturn()));
    }
    report
        .interfaces()
        .forEach(
            item ->
                line(
                    lines,
                    item.name(),
                    item.state() + (item.reason() == null ? "" : " (" + item.reason() + ")")));
    return String.join("\n", lines) + "\n";
  }

  /** One structured line: the selected endpoint and the reason in {@code key=value} pairs. */
  public static String logLine(StatusReport report) {
    StringBuilder line = new StringBuilder("understudy");
    pair(line, "mode", report.mode().json());
    pair(line, "since", instant(report.route().since()));
    pair(line, "route", report.route().target());
    pair(line, "endpoint", report.route().endpoint());
    pair(line, "epoch", Long.toString(report.route().epoch()));
    pair(line, "reason", report.route().reason());
    pair(line, "primary", report.primary().endpoint());
    pair(line, "primary_healthy", String.valueOf(report.primary().healthy()));
    pair(line, "fallback", report.fallback().endpoint());
    pair(line, "fallback_running", Boolean.toString(report.fallback().running()));
    if (onFallback(report.mode())) {
      Instant asOf = report.fallback().dataAsOf();
      pair(line, "data_as_of", asOf == null ? "never" : asOf.toString());
    }
    return line.toString();
  }

  private static String mirror(StatusReport.MirrorStatus mirror) {
    return mirror.state()
        + (mirror.lagMs() == null
            ? ""
            : String.format(Locale.ROOT, ", %.0f ms behind", mirror.lagMs()))
        + (mirror.lastCycle() == null ? "" : ", last cycle " + mirror.lastCycle())
        + (mirror.reason() == null ? "" : " (" + mirror.reason() + ")");
  }

  private static String journal(StatusReport report) {
    StatusReport.JournalStatus journal = report.journal();
    String waits = onFallback(report.mode()) ? "; the return waits: " : "; ";
    return (journal.rows() == null ? "not known" : journal.rows() + " rows to hand back")
        + (journal.waitsFor() == null ? "" : waits + journal.waitsFor());
  }

  private static String held(long held) {
    return held == 0 ? "0" : held + " changes wait for a person: 'understudy held list'";
  }

  private static void tables(List<String> lines, List<StatusReport.TableStatus> tables) {
    long covered = tables.stream().filter(StatusReport.TableStatus::isProtected).count();
    if (!tables.isEmpty()) {
      line(lines, "tables", covered + " of " + tables.size() + " protected");
    }
    tables.stream()
        .filter(table -> !table.isProtected())
        .forEach(table -> line(lines, "", table.name() + ": " + table.reason()));
  }

  private static boolean onFallback(Mode mode) {
    return mode == Mode.DEGRADED || mode == Mode.RETURNING;
  }

  private static String route(StatusReport report) {
    String endpoint = report.route().endpoint();
    return report.route().target()
        + (endpoint == null ? "" : " at " + endpoint)
        + " (epoch "
        + report.route().epoch()
        + ")";
  }

  private static String primary(StatusReport.PrimaryStatus primary) {
    if (!primary.configured()) {
      return "not configured";
    }
    if (primary.healthy() == null) {
      return primary.endpoint() + ", not probed yet";
    }
    if (!primary.healthy()) {
      return primary.endpoint() + ", failing";
    }
    return String.format(
        Locale.ROOT,
        "%s, healthy, %.1f ms, PostgreSQL %s",
        primary.endpoint(),
        primary.latencyMs(),
        primary.version());
  }

  private static String fallback(StatusReport report) {
    StatusReport.FallbackStatus fallback = report.fallback();
    if (!fallback.enabled()) {
      return "switched off";
    }
    if (!fallback.provisioned()) {
      return (fallback.problem() == null ? "not provisioned yet (" : "cannot be used (")
          + fallback.mode()
          + ")";
    }
    String text =
        fallback.endpoint()
            + (fallback.running() ? ", running, " : ", stopped, ")
            + fallback.mode()
            + (fallback.version() == null ? "" : ", PostgreSQL " + fallback.version())
            + (Boolean.FALSE.equals(fallback.pgvector()) ? ", no pgvector" : "");
    Instant asOf = fallback.dataAsOf();
    if (onFallback(report.mode())) {
      return text
          + (asOf == null
              ? ", took over empty: it never had the primary's data"
              : ", data as of " + asOf);
    }
    return text;
  }

  private static String since(StatusReport report, Instant now) {
    Instant since = report.route().since();
    return since == null ? "" : " since " + since + " (" + age(Duration.between(since, now)) + ")";
  }

  private static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  private static void problem(List<String> lines, @Nullable Problem problem) {
    if (problem != null) {
      line(lines, "", problem.code().json() + ": " + problem.message());
      line(lines, "", "remedy: " + problem.hint());
    }
  }

  private static void line(List<String> lines, String label, String text) {
    lines.add(String.format(Locale.ROOT, "%-" + LABEL + "s%s", label, text));
  }

  private static @Nullable String instant(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static void pair(StringBuilder line, String key, @Nullable String value) {
    String text = value == null ? "none" : value;
    line.append(' ').append(key).append('=');
    if (text.chars().anyMatch(c -> c == ' ' || c == '"' || c == '=')) {
      line.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    } else {
      line.append(text);
    }
  }
}
