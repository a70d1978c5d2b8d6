package com.hypermindlabs.understudy.metrics;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds the meters of a running site. The only class of the library that needs Micrometer; it is an
 * optional dependency.
 *
 * <ul>
 *   <li>{@code understudy.route}: 0 on the primary, 1 on the fallback, -1 in an outage
 *   <li>{@code understudy.epoch}: grows with every change of route
 *   <li>{@code understudy.transitions}: changes of mode, tagged {@code to}
 *   <li>{@code understudy.failover.duration}: from the first sign of trouble to the served fallback
 *   <li>{@code understudy.probe}: one round trip to the primary in milliseconds, NaN while it fails
 *   <li>{@code understudy.held}: changes that wait for a person
 *   <li>{@code understudy.journal.rows}: rows on the fallback to be handed back
 *   <li>{@code understudy.mode.age}: seconds since the mode began
 *   <li>{@code understudy.fallback.age}: seconds since the instant that the fallback's data is of
 *   <li>{@code understudy.return.duration}: from a return's beginning until the route led back
 *   <li>{@code understudy.return.pause}: how long borrowers were held up for it
 *   <li>{@code understudy.reconcile.rows}: rows handed back, tagged {@code outcome}
 * </ul>
 *
 * The pools' own meters come from HikariCP: {@code builder.pool(config ->
 * config.setMetricRegistry(registry))}. Thread-safe.
 */
public final class UnderstudyMetrics implements MeterBinder {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Understudy understudy;

  /** For a site that runs. */
  public UnderstudyMetrics(Understudy understudy) {
    this.understudy = understudy;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "understudy.route", "0 primary, 1 fallback, -1 none", UnderstudyMetrics::route);
    gauge(registry, "understudy.epoch", "changes of route", report -> report.route().epoch());
    gauge(
        registry,
        "understudy.mode.age",
        "seconds since the mode began",
        report -> age(report.route().since()));
    gauge(registry, "understudy.held", "changes that wait for a person", StatusReport::held);
    gauge(
        registry,
        "understudy.probe",
        "one round trip to the primary in ms",
        report -> {
          Double latency = report.primary().latencyMs();
          return latency == null ? Double.NaN : latency;
        });
    gauge(
        registry,
        "understudy.journal.rows",
        "rows to be handed back",
        report -> known(report.journal().rows()));
    gauge(
        registry,
        "understudy.fallback.age",
        "seconds since the fallback's data",
        report -> age(report.fallback().dataAsOf()));
    Timer failover =
        Timer.builder("understudy.failover.duration")
            .description("from the first sign of trouble to the served fallback")
            .register(registry);
    understudy.onEvent(
        event -> {
          if (event instanceof Event.ModeChanged changed) {
            count(registry, changed);
            if (changed.to() == Mode.DEGRADED && changed.from() == Mode.NORMAL) {
              failover.record(changed.took());
            }
          } else if (event instanceof Event.Returned returned) {
            record(registry, returned.report());
          }
        });
  }

  private static void record(MeterRegistry registry, ReturnReport report) {
    Timer.builder("understudy.return.duration")
        .description("from a return's beginning until the route led back")
        .register(registry)
        .record(Duration.between(report.began(), report.ended()));
    Timer.builder("understudy.return.pause")
        .description("how long borrowers were held up")
        .register(registry)
        .record(report.pause());
    ReturnReport.Rows rows = report.total();
    Map.of(
            "applied", rows.applied(),
            "merged", rows.merged(),
            "overruled", rows.overruled(),
            "held", rows.held())
        .forEach(
            (outcome, count) ->
                Counter.builder("understudy.reconcile.rows")
                    .description("rows handed back")
                    .tag("outcome", outcome)
                    .register(registry)
                    .increment(count));
  }

  private static double known(@Nullable Long count) {
    return count == null ? Double.NaN : count;
  }

  private static double age(@Nullable Instant since) {
    return since == null
        ? Double.NaN
        : Duration.between(since, Instant.now()).toMillis() / MILLIS_PER_SECOND;
  }

  private static void count(MeterRegistry registry, Event.ModeChanged changed) {
    Counter.builder("understudy.transitions")
        .description("changes of mode")
        .tag("to", changed.to().json())
        .register(registry)
        .increment();
  }

  private void gauge(
      MeterRegistry registry, String name, String text, ToDoubleFunction<StatusReport> value) {
    Gauge.builder(name, understudy, site -> value.applyAsDouble(site.status()))
        .description(text)
        .register(registry);
  }

  private static double route(StatusReport report) {
    return switch (report.route().target()) {
      case "primary" -> 0;
      case "fallback" -> 1;
      default -> -1;
    };
  }
}
