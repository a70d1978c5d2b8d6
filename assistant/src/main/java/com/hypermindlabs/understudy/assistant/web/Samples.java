package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of the last minutes, one a second, for the charts. Thread-safe. */
final class Samples {
  private static final int MOST = 300;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private long last;

  /** One instant; null for what is not known. */
  private record Sample(
      long number,
      Instant at,
      @Nullable Double latency,
      @Nullable Double lag,
      @Nullable Long journal,
      int streams) {
    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("number", number)
          .put("at", at.toEpochMilli())
          .put("latency_ms", latency)
          .put("lag_ms", lag)
          .put("journal", journal)
          .put("streams", streams);
    }
  }

  synchronized void add(StatusReport report, int streams, Instant now) {
    boolean serves = Boolean.TRUE.equals(report.primary().healthy());
    samples.addLast(
        new Sample(
            ++last,
            now,
            serves ? report.primary().latencyMs() : null,
            report.mirror().lagMs(),
            report.journal().rows(),
            streams));
    if (samples.size() > MOST) {
      samples.removeFirst();
    }
  }

  /** Those after a number, the oldest first. */
  synchronized List<ObjectNode> after(long number) {
    List<ObjectNode> newer = new ArrayList<>();
    for (Sample sample : samples) {
      if (sample.number() > number) {
        newer.add(sample.json());
      }
    }
    return newer;
  }
}
