package com.hypermindlabs.understudy.random;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was met in many schedules: counts by theme and name. Thread-safe. */
final class Coverage {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

  synchronized void count(String theme, String name) {
    count(theme, name, 1);
  }

  synchronized void count(String theme, String name, int times) {
    counts.computeIfAbsent(theme, any -> new TreeMap<>()).merge(name, times, Integer::sum);
  }

  synchronized int of(String theme, String name) {
    return counts.getOrDefault(theme, Map.of()).getOrDefault(name, 0);
  }

  synchronized Map<String, Integer> of(String theme) {
    return new TreeMap<>(counts.getOrDefault(theme, Map.of()));
  }

  @Override
  public synchronized String toString() {
    return counts.entrySet().stream()
        .map(
            theme ->
                theme.getKey()
                    + ": "
                    + theme.getValue().entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("\n"));
  }
}
