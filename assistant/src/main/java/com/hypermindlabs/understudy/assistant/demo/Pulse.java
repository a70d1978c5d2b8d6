package com.hypermindlabs.understudy.assistant.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** The rate of acknowledged writes over the last seconds, as bars. Not thread-safe. */
final class Pulse {
  private static final int WIDTH = 50;

  private final Deque<Beat> beats = new ArrayDeque<>();
  private long last;

  /** The writes of one moment, and which server took them. */
  private record Beat(long writes, boolean onFallback) {}

  /** Takes the next moment's sight. */
  void take(Stage.Sight sight) {
    long total = sight.byPrimary() + sight.byFallback();
    beats.addLast(new Beat(total - last, sight.onFallback()));
    last = total;
    if (beats.size() > WIDTH) {
      beats.removeFirst();
    }
  }

  /** The bars, scaled to the highest. */
  String bars(Style style) {
    long most = Math.max(1, beats.stream().mapToLong(Beat::writes).max().orElse(1));
    StringBuilder primary = new StringBuilder();
    StringBuilder fallback = new StringBuilder();
    for (Beat beat : beats) {
      long height = (beat.writes() * Style.heights() + most - 1) / most;
      (beat.onFallback() ? fallback : primary).append(style.bar(Math.toIntExact(height)));
    }
    return style.green(primary.toString()) + style.yellow(fallback.toString());
  }
}
