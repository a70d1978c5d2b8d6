package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the site once a second and whenever it tells of a change, and wakes the pages that want
 * to know. Thread-safe.
 */
final class Watch {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final Backstage backstage;
  private final Timeline timeline = new Timeline();
  private final Samples samples = new Samples();
  private final Set<EventStream> watchers = ConcurrentHashMap.newKeySet();
  private volatile StatusReport latest;

  Watch(Backstage backstage) {
    this.backstage = backstage;
    this.latest = backstage.status();
  }

  /** Looks from now on. */
  void start(ScheduledExecutorService clock, Supplier<Integer> streams) {
    timeline.begin(latest, Instant.now());
    backstage
        .understudy()
        .onEvent(
            event -> {
              timeline.add(event);
              look();
            });
    var unused =
        clock.scheduleWithFixedDelay(
            () -> {
              look();
              samples.add(latest, streams.get(), Instant.now());
              watchers.forEach(EventStream::wake);
            },
            0,
            1,
            TimeUnit.SECONDS);
  }

  private void look() {
    try {
      latest = backstage.status();
      watchers.forEach(EventStream::wake);
    } catch (RuntimeException e) {
      // A look that fails must not end those to come.
      log.warn("look at the site's status: {}", e.toString());
    }
  }

  /** How the site stands, a second ago at most. */
  StatusReport latest() {
    return latest;
  }

  Timeline timeline() {
    return timeline;
  }

  Samples samples() {
    return samples;
  }

  /** Wakes a stream from now on until it is over. */
  void wake(EventStream stream) {
    watchers.add(stream);
    var unused = stream.done().whenComplete((nothing, error) -> watchers.remove(stream));
    stream.wake();
  }

  /** What everyone may know: whether to expect what is kept to be handed back later. */
  String modeFrame() {
    StatusReport report = latest;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mode", report.mode().json());
    Instant since = report.route().since();
    node.put("since", since == null ? null : since.toString());
    boolean onFallback = report.mode() == Mode.DEGRADED || report.mode() == Mode.RETURNING;
    Instant asOf = report.fallback().dataAsOf();
    node.put("data_as_of", onFallback && asOf != null ? asOf.toString() : null);
    return Frames.of("mode", null, node);
  }
}
