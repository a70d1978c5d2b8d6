package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.metrics.UnderstudyMetrics;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** How the site stands: for operators, for every page's banner, for probes and for Prometheus. */
final class StatusRoutes {
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final Watch watch;
  private final Streams streams;
  private final Guard guard;
  private final Surroundings surroundings;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  StatusRoutes(Watch watch, Streams streams, Guard guard, Surroundings surroundings) {
    this.watch = watch;
    this.streams = streams;
    this.guard = guard;
    this.surroundings = surroundings;
  }

  /** Measures from now on. */
  void measure(WebParts parts, Replies replies) {
    new UnderstudyMetrics(parts.backstage().understudy()).bindTo(metrics);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    collections.bindTo(metrics);
    Gauge.builder("understudy.web.streams", streams, Streams::size)
        .description("pages that listen")
        .register(metrics);
    Gauge.builder("understudy.web.replies", replies, Replies::running)
        .description("answers on their way")
        .register(metrics);
  }

  /** Measures no more. */
  void close() {
    collections.close();
    metrics.close();
  }

  void add(RoutesConfig routes) {
    routes.get("/healthz", context -> context.contentType(PLAIN).result("ok\n"), Access.ANYONE);
    routes.get("/readyz", this::ready, Access.ANYONE);
    routes.get("/metrics", this::metrics, Access.ANYONE);
    routes.get("/api/mode/events", this::mode, Access.ANYONE);
    routes.get("/api/status", this::status, Access.OPERATOR);
    routes.get("/api/status/events", this::follow, Access.OPERATOR);
  }

  private void ready(Context context) {
    Mode mode = watch.latest().mode();
    context.status(mode == Mode.OUTAGE ? 503 : 200).contentType(PLAIN).result(mode.json() + "\n");
  }

  private void metrics(Context context) {
    if (!surroundings.local(context)
        && guard.find(context).filter(who -> who.access() == Access.OPERATOR).isEmpty()) {
      throw new Refusal(403, "metrics are for this machine and for operators");
    }
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }

  private void mode(Context context) {
    watch.wake(streams.open(context, new LatestFeed(watch::modeFrame), null, Access.ANYONE));
  }

  private void status(Context context) {
    context.contentType("application/json").result(StatusJson.tree(watch.latest()).toString());
  }

  private void follow(Context context) {
    watch.wake(
        streams.open(context, new StatusFeed(watch), Guard.caller(context), Access.OPERATOR));
  }
}
