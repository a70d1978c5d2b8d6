package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What route.json remembers of a route that somebody else has chosen. */
record RouteMemory(RouteFile file) {
  private static final Logger LOG = LoggerFactory.getLogger(RouteMemory.class);

  /** What is assumed of a route that the record does not know. */
  record Assumed(Mode onFallback, Instant since, String reason) {}

  /** The state of that route. */
  RouteState of(Route route, Assumed assumed) {
    RouteRecord known =
        read()
            .flatMap(record -> about(record, route.epoch()))
            .orElse(
                new RouteRecord(
                    route.epoch(), assumed.onFallback(), assumed.since(), assumed.reason(), null));
    if (route.target() == Target.PRIMARY) {
      boolean told = known.mode() == Mode.NORMAL;
      return new RouteState.Normal(
          route, told ? known.since() : assumed.since(), told ? known.reason() : assumed.reason());
    }
    return onFallback(route, known, assumed.onFallback());
  }

  /** What is written of the route of a state on the fallback; empty when nothing is. */
  Optional<RouteState> written(RouteState now) {
    return read()
        .flatMap(record -> about(record, now.route().epoch()))
        .map(known -> onFallback(now.route(), known, now.mode()));
  }

  private static Optional<RouteRecord> about(RouteRecord record, long epoch) {
    RouteRecord.@Nullable Intent intent = record.intent();
    if (record.epoch() == epoch) {
      return Optional.of(record);
    }
    return intent == null || intent.epoch() != epoch
        ? Optional.empty()
        : Optional.of(
            new RouteRecord(
                epoch, intent.mode(), intent.since(), intent.reason(), intent.ordered(), null));
  }

  private static RouteState onFallback(Route route, RouteRecord known, Mode assumed) {
    Instant since = known.since();
    return switch (known.mode()) {
      case LOCAL ->
          assumed == Mode.LOCAL
              ? new RouteState.Local(route, since, known.reason())
              : new RouteState.Degraded(route, since, "a primary is configured now");
      case RETURNING -> new RouteState.Returning(route, since, known.reason());
      default -> new RouteState.Degraded(route, since, known.reason(), known.ordered());
    };
  }

  private Optional<RouteRecord> read() {
    try {
      return file.read();
    } catch (IOException e) {
      LOG.warn("route.json cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
